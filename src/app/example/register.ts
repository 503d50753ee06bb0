import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, instantOf, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { appoint, setStanding } from "#modules/authority/index.ts";
import { agreeClosing, askClosing, noteNotice, suspendProfile, watchProfile } from "#modules/lifecycle/index.ts";
import { enterProfile, noteLastPost, type OpenAccount, reportImpostor } from "#modules/register/index.ts";
import type { Tx } from "#platform/database.ts";
import { done } from "./done.ts";
import { COORDINATION, examplePeople } from "./population.ts";
import { type ExampleProfile, exampleProfiles } from "./profiles.ts";
import { ACT, accredit, type Actors, actorOf, SEED, type Units, unitOf } from "./staff.ts";

/** By network and handle, as `x/robledal_info`. */
export type ExampleRegister = ReadonlyMap<string, Id<"profile">>;

export function profileOf(register: ExampleRegister, key: string): Id<"profile"> {
  const id = register.get(key);
  if (!id) throw new Error(`there is no profile ${key}`);
  return id;
}

/** What the profiles of the stories say of themselves; the others are told in a sentence. */
const told: Readonly<Record<string, { readonly name: Localized; readonly summary: Localized; readonly languages?: readonly string[]; readonly layout?: "bilingual" | "separate" }>> = {
  "activitypub/robledal": {
    name: { es: "Robledal informa", eu: "Hariztegi berriak", en: "Robledal news" }, layout: "bilingual",
    summary: { es: "La información diaria del Ayuntamiento de Robledal-Hariztegi.", eu: "Robledal-Hariztegiko Udalaren eguneroko informazioa.", en: "Daily information from Robledal-Hariztegi City Council." },
  },
  "activitypub/kirola": {
    name: { es: "Deporte en Robledal", eu: "Kirola Hariztegin", en: "Sport in Robledal" }, languages: ["eu", "es"],
    summary: { es: "Instalaciones, cursos y avisos de deporte.", eu: "Instalazioak, ikastaroak eta kirol-oharrak.", en: "Venues, courses and notices about sport." },
  },
  "feed/avisos": {
    name: { es: "Avisos municipales", eu: "Udal oharrak", en: "Council notices" },
    summary: { es: "Avisos del Ayuntamiento para leer con cualquier lector de canales.", eu: "Udalaren oharrak, edozein jario-irakurlerekin irakurtzeko.", en: "Council notices for any feed reader." },
  },
};

/** Accounts of the invented city are on invented networks: nothing here leads to anybody's real account. */
function inventedAddress({ network, handle }: Pick<ExampleProfile, "network" | "handle">): string {
  const [name, server] = handle.split("@");
  if (network === "blog") return `https://${handle}`;
  return server === undefined ? `https://${network}.example/${handle}` : `https://${server}/@${name}`;
}

/** The whole inventory, each profile where it stands on the morning of the example, with the teams that carry it. */
export async function enterRegister(tx: Tx, openAccount: OpenAccount, actors: Actors, units: Units, at: Instant): Promise<ExampleRegister> {
  const open: OpenAccount = (opening, profile, when) => (profile.network === "activitypub" || profile.network === "feed"
    ? openAccount(opening, profile, when)
    : Promise.resolve({ account: profile.handle, url: inventedAddress({ network: profile.network as ExampleProfile["network"], handle: profile.handle }) }));
  const register = new Map<string, Id<"profile">>();
  for (const profile of exampleProfiles) {
    const key = `${profile.network}/${profile.handle}`;
    const { es, eu } = { es: profile.name[0], eu: profile.name[1] };
    const own = told[key];
    register.set(key, await done(enterProfile(tx, open, actors["amaia"], {
      network: profile.network, handle: profile.handle, unitId: unitOf(units, profile.of === "open" ? COORDINATION : profile.of), kind: profile.kind,
      ring: profile.kind === "institutional" || profile.kind === "general_attention" ? 1 : profile.kind === "facility" || profile.kind === "campaign" ? 3 : 2,
      displayName: own?.name ?? { es, eu }, summary: own?.summary ?? { es: `${es}: información y atención.`, eu: `${eu}: informazioa eta arreta.` },
      languages: own?.languages ?? ["es", "eu"], layout: own?.layout ?? "separate", openedOn: profile.opened, act: profile.state === "found" ? undefined : ACT,
      reason: profile.state === "found" ? "Encontrado en la revisión de septiembre de 2026" : "Inventario de septiembre de 2026",
      ...(profile.state === "found" ? { state: "found", foundAs: foundAs(profile) } as const : {}),
    }, at)));
  }
  await appointTeams(tx, actors, register, at);
  for (const profile of exampleProfiles) {
    const profileId = profileOf(register, `${profile.network}/${profile.handle}`);
    if (profile.lastPost !== undefined) await noteLastPost(tx, { profileId, postedAt: noonOf(profile.lastPost), by: actorOf(actors, "amaia").personId }, at);
    await liveThrough(tx, actors, profile, profileId, at);
  }
  // Somebody wrote this very morning that an account passes itself off as the council.
  await done(reportImpostor(tx, {
    address: "https://x.example/robledal_0ficial", note: "Pide el número de cuenta para devolver un recibo", nearestId: profileOf(register, "x/robledal_info"), by: { visitor: "192.0.2.7", salt: String(SEED) },
  }, instantOf(Date.parse("2026-09-21T06:55:00Z"))));
  return register;
}

/** What has happened to a profile until the morning of the example, through the commands that people use. */
async function liveThrough(tx: Tx, actors: Actors, profile: ExampleProfile, profileId: Id<"profile">, at: Instant): Promise<void> {
  const amaia = actorOf(actors, "amaia");
  const later = plusMs(at, HOUR);
  switch (profile.state) {
    case "active":
    case "found":
      return;
    case "dormant":
      await watchProfile(tx, profileId, later);
      return;
    case "closed":
      return setStanding(tx, { profileId, state: "closed", by: amaia.personId, reason: "Cerrado; el nombre se conserva" }, later);
    case "suspended":
      await done(suspendProfile(tx, amaia, { profileId, reason: "Se revisa quién tiene acceso" }, later));
      return;
    case "closing":
      return close(tx, actors, profile, profileId);
  }
}

/** One fell silent on 17 September and its promoter asks today to close it; the other has been closing for a week. */
async function close(tx: Tx, actors: Actors, profile: ExampleProfile, profileId: Id<"profile">): Promise<void> {
  const isToday = profile.of === "sports";
  const asked = isToday ? instantOf(Date.parse("2026-09-21T06:40:00Z")) : instantOf(Date.parse("2026-09-14T08:00:00Z"));
  if (isToday) await watchProfile(tx, profileId, instantOf(Date.parse("2026-09-17T06:00:00Z")));
  const asker = actorOf(actors, isToday ? "ines" : "amaia");
  await done(askClosing(tx, asker, { profileId, reason: isToday ? "La instalación informa ya desde el perfil de deporte" : "El servicio se une al de turismo", legalOrder: "" }, asked));
  await done(agreeClosing(tx, actorOf(actors, "benat"), profileId, plusMs(asked, HOUR)));
  if (!isToday) await done(noteNotice(tx, actorOf(actors, "benat"), { profileId, number: 1, url: `https://${profile.network}.example/${profile.handle}/1` }, plusMs(asked, 2 * HOUR)));
}

const noonOf = (day: string): Instant => instantOf(Date.parse(`${day}T12:00:00Z`));

const foundAs = ({ handle }: ExampleProfile) => (handle === "robledal_0ficial" ? "impersonator" : handle === "robledal_alcaldia" ? "orphan" : "unofficial");

/** The profile that rests on one person, for all to see that it does (Instruction, section 2). */
const ALONE = "facebook/TeatroZumardi";

/**
 * A department's managers carry all its profiles together: small profiles could not pay for two people each. Where a
 * department has too few of its own, the coordination unit's help.
 */
async function appointTeams(tx: Tx, actors: Actors, register: ExampleRegister, at: Instant): Promise<void> {
  const managers = examplePeople(SEED).filter((person) => person.role === "manager" && person.post !== "external");
  for (const { key } of managers) await accredit(tx, actorOf(actors, key), at);
  const named: Readonly<Record<string, readonly string[]>> = {
    "activitypub/robledal": ["leire", "jon"], "feed/avisos": ["leire", "jon"], "activitypub/kirola": ["ane", "leire"],
  };
  for (const profile of exampleProfiles) {
    if (profile.state === "found" || profile.state === "closed") continue;
    const key = `${profile.network}/${profile.handle}`;
    const department = managers.filter((person) => person.unit.split("/")[0] === profile.of && !["leire", "jon", "ane"].includes(person.key)).map((person) => person.key);
    const team = named[key] ?? (key === ALONE ? department.slice(0, 1) : department.slice(0, profile.kind === "general_attention" ? 5 : 3));
    for (const manager of team) {
      await done(appoint(tx, undefined, { personId: actorOf(actors, manager).personId, role: "manager", profileId: profileOf(register, key), act: ACT, justification: "" }, at));
    }
  }
}
