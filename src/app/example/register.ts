import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, plusMs, SECOND } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { appoint, setStanding } from "#modules/authority/index.ts";
import { enterProfile, type OpenAccount } from "#modules/register/index.ts";
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
  for (const [index, profile] of exampleProfiles.entries()) {
    const key = keyOf(profile);
    const { es, eu } = { es: profile.name[0], eu: profile.name[1] };
    const own = told[key];
    register.set(key, await done(enterProfile(tx, open, actors["amaia"], {
      network: profile.network, handle: profile.handle, unitId: unitOf(units, profile.of === "open" ? COORDINATION : profile.of), kind: profile.kind,
      ring: profile.kind === "institutional" || profile.kind === "general_attention" ? 1 : profile.kind === "facility" || profile.kind === "campaign" ? 3 : 2,
      displayName: own?.name ?? { es, eu }, summary: own?.summary ?? { es: `${es}: información y atención.`, eu: `${eu}: informazioa eta arreta.` },
      languages: own?.languages ?? ["es", "eu"], layout: own?.layout ?? "separate", openedOn: profile.opened, act: profile.state === "found" ? undefined : ACT,
      reason: profile.state === "found" ? "Encontrado en la revisión de septiembre de 2026" : "Inventario de septiembre de 2026",
      ...(profile.state === "found" ? { state: "found", foundAs: foundAs(profile) } as const : {}),
    }, plusMs(at, index * SECOND))));
  }
  await appointTeams(tx, actors, register, plusMs(at, HOUR / 2));
  for (const profile of exampleProfiles) {
    if (profile.state !== "closed") continue;
    await setStanding(tx, { profileId: profileOf(register, keyOf(profile)), state: "closed", by: actorOf(actors, "amaia").personId, reason: "Cerrado antes del inventario; el nombre se conserva" }, plusMs(at, HOUR));
  }
  return register;
}

const foundAs = ({ handle }: ExampleProfile) => (handle === "robledal_0ficial" ? "impersonator" : handle === "robledal_alcaldia" ? "orphan" : "unofficial");

/** The profile that rests on one person, for all to see that it does (Instruction, section 2). */
const ALONE = "facebook/TeatroZumardi";
/** Somebody of Sport whose training in the citizen mailbox is still to come (S18). */
const WITHOUT_MAILBOX = "sports";

const keyOf = ({ network, handle }: Pick<ExampleProfile, "network" | "handle">) => `${network}/${handle}`;

const managers = examplePeople(SEED).filter((person) => person.role === "manager" && person.post !== "external");

/** Who lacks an area of the five, and is practising it meanwhile. */
export const untrainedManager = managers.find((person) => person.unit === WITHOUT_MAILBOX && person.key.startsWith("p"))?.key;

const named: Readonly<Record<string, readonly string[]>> = {
  "activitypub/robledal": ["leire", "jon"], "feed/avisos": ["leire", "jon"], "activitypub/kirola": ["ane", "leire"],
};

/**
 * Who carries a profile, by key: a department's managers carry all its profiles together, for small profiles could not pay
 * for two people each.
 */
export function teamOf(profile: ExampleProfile): readonly string[] {
  if (profile.state === "found" || profile.state === "closed") return [];
  const key = keyOf(profile);
  const department = managers.filter((person) => person.unit.split("/")[0] === profile.of && !["leire", "jon", "ane"].includes(person.key)).map((person) => person.key);
  return named[key] ?? (key === ALONE ? department.slice(0, 1) : department.slice(0, profile.kind === "general_attention" ? 5 : 3));
}

async function appointTeams(tx: Tx, actors: Actors, register: ExampleRegister, at: Instant): Promise<void> {
  for (const { key } of managers) await accredit(tx, actorOf(actors, key), at, key === untrainedManager ? ["citizen_mailbox"] : []);
  for (const profile of exampleProfiles) {
    for (const manager of teamOf(profile)) {
      await done(appoint(tx, undefined, { personId: actorOf(actors, manager).personId, role: "manager", profileId: profileOf(register, keyOf(profile)), act: ACT, justification: "" }, at));
    }
  }
}
