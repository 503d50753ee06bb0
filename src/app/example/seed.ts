import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, instantOf, MINUTE, plusMs } from "#kernel/instant.ts";
import { type Actor, appoint, enterPerson, type PostType, recordCompetence, requiredAreas, type Role, writeSignature } from "#modules/authority/index.ts";
import { addUnit, foundCouncil } from "#modules/policy/index.ts";
import { approvePublication, type Content, findPublication, readDraftFacts, returnPublication, saveDraft, startFromItem, submitPublication } from "#modules/publishing/index.ts";
import { enterHoliday, enterProfile } from "#modules/register/index.ts";
import { harvestChannel, listProposals, listSources, registerSource, triageItem } from "#modules/sources/index.ts";
import type { Config } from "#platform/config.ts";
import type { DatabaseAddress, Tx } from "#platform/database.ts";
import { type Installation, recordInstallation } from "#platform/installation.ts";
import type { Keyring } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";
import { recordInstruction } from "../found.ts";
import { openRuntime } from "../runtime.ts";
import { writeConversations } from "./conversations.ts";
import { EXAMPLE_SITE, exampleSections } from "./site.ts";

/** The example city's own clock starts here and runs on: 10:00 on the council's wall. */
const START = "2026-09-21T08:00:00.000Z";
const ZONE = "Europe/Madrid";

const people: readonly { readonly key: string; readonly name: string; readonly postType: PostType; readonly unit: UnitKey; readonly language: "es" | "eu" }[] = [
  { key: "amaia", name: "Amaia Zubeldia", postType: "technical", unit: "transparency", language: "es" },
  { key: "benat", name: "Beñat Arrieta", postType: "technical", unit: "transparency", language: "eu" },
  { key: "carmen", name: "Carmen Ruiz de Loizaga", postType: "service_head", unit: "mobility", language: "es" },
  { key: "gorka", name: "Gorka Mendiluze", postType: "service_head", unit: "culture", language: "eu" },
  { key: "ines", name: "Inés Salazar", postType: "service_head", unit: "sports", language: "es" },
  { key: "ane", name: "Ane Goikoetxea", postType: "technical", unit: "sports", language: "eu" },
  { key: "jon", name: "Jon Ibarra", postType: "technical", unit: "mobility", language: "es" },
  { key: "leire", name: "Leire Otxoa", postType: "technical", unit: "transparency", language: "eu" },
];

const holidays = [
  { day: "2026-10-12", name: { es: "Fiesta Nacional", eu: "Jai Nazionala" } },
  { day: "2026-12-08", name: { es: "Inmaculada Concepción", eu: "Sortzez Garbiaren eguna" } },
  { day: "2026-12-25", name: { es: "Navidad", eu: "Eguberria" } },
];

type UnitKey = "transparency" | "mobility" | "culture" | "sports";

const unitNames: Readonly<Record<UnitKey, { readonly es: string; readonly eu: string; readonly en: string }>> = {
  transparency: { es: "Unidad de Transparencia y Contenidos", eu: "Gardentasun eta Eduki Unitatea", en: "Transparency and Content Unit" },
  mobility: { es: "Movilidad y Espacio Público", eu: "Mugikortasuna eta Espazio Publikoa", en: "Mobility and Public Space" },
  culture: { es: "Cultura", eu: "Kultura", en: "Culture" },
  sports: { es: "Deporte", eu: "Kirola", en: "Sport" },
};

// The web being read is this process itself: there is nobody to be spared.
const OWN_WEB = { pauseMs: 0 };

const ACT = "Decreto de Alcaldía de 1 de septiembre de 2026";

/**
 * Makes the example city in an empty, migrated database, through the same commands that people use: a council of three
 * departments, eight people, three profiles, its own web read as a source, and what citizens have said to it. The web must already be served.
 */
export async function seedExample({ config, address, keyring, log }: { readonly config: Config; readonly address: DatabaseAddress; readonly keyring: Keyring; readonly log: Log }): Promise<Installation> {
  const realNow = Date.now();
  const installation: Installation = { kind: "example", origin: config.origin, clockOffsetMs: Date.parse(START) - realNow };
  const opened = openRuntime({ config, address, installation, keyring, log });
  const { db, egress, clock } = opened;
  const early = instantOf(Date.parse(START) - 20 * 24 * HOUR);
  try {
    const { actors, units } = await (db.transaction().execute((tx) => foundCity(tx, installation, early)));
    const network = await opened.council();
    const profiles = await db.transaction().execute((tx) => enterProfiles(tx, network.openAccount, actors["amaia"], units, early));
    await db.transaction().execute((tx) => appointManagers(tx, actors, profiles, early));

    for (const section of exampleSections) {
      const { es, eu } = unitNames[section];
      const name = { es: `Web municipal: ${es}`, eu: `Udal webgunea: ${eu}` };
      await done(registerSource(db, egress, clock, actorOf(actors, "amaia"), { url: `${config.origin}${EXAMPLE_SITE}/${section}`, name, unitId: units[section] }, OWN_WEB));
    }
    for (const source of await listSources(db, clock.now())) for (const channel of source.channels) await harvestChannel(db, egress, clock, channel.id, OWN_WEB);

    const bus = await writePublications(opened, network.limitsOf, config.origin, actors, units, profiles);
    await writeConversations({
      db, limitsOf: network.limitsOf, origin: config.origin, zone: ZONE, bus, profiles, staff: { ane: actorOf(actors, "ane"), leire: actorOf(actors, "leire") }, deliverDue: opened.deliverDue,
    });
  } finally {
    await opened.close();
  }
  return installation;
}

type Actors = Readonly<Record<string, Actor>>;

const actorOf = (actors: Actors, key: string): Actor => {
  const actor = actors[key];
  if (!actor) throw new Error(`nobody is called ${key}`);
  return actor;
};


/** What a seed takes for granted: a refusal here is a bug of ours. */
async function done<Value>(result: Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }>): Promise<Value> {
  const answer = await result;
  if (!answer.ok) throw new Error(`the example city was refused: ${JSON.stringify(answer.refusal)}`);
  return answer.value;
}

async function foundCity(tx: Tx, installation: Installation, at: Instant) {
  await done(foundCouncil(tx, {
    name: { es: "Ayuntamiento de Robledal-Hariztegi", eu: "Robledal-Hariztegiko Udala", en: "Robledal-Hariztegi City Council" },
    languages: ["es", "eu"],
    zone: ZONE,
    handleDomain: new URL(installation.origin).host,
    brand: "#00693c",
  }, at));
  await recordInstallation(tx, installation, at);
  const instruction = await recordInstruction(tx, at);
  const units = {
    transparency: await addUnit(tx, { kind: "unit", name: unitNames.transparency, coordinates: true }, at),
    mobility: await addUnit(tx, { kind: "department", name: unitNames.mobility }, at),
    culture: await addUnit(tx, { kind: "department", name: unitNames.culture }, at),
    sports: await addUnit(tx, { kind: "department", name: unitNames.sports }, at),
  };
  for (const holiday of holidays) await done(enterHoliday(tx, undefined, holiday, at));
  const actors: Record<string, Actor> = {};
  for (const { key, name, postType, unit, language } of people) {
    const personId = await done(enterPerson(tx, undefined, { name, email: `${key}@robledal-hariztegi.example`, postType, unitId: units[unit], language }, at));
    actors[key] = { personId };
    await done(writeSignature(tx, personId, instruction, at));
  }
  const roles: readonly [string, Role, UnitKey][] = [["amaia", "coordinator", "transparency"], ["benat", "coordinator", "transparency"], ["carmen", "promoter", "mobility"], ["gorka", "promoter", "culture"], ["ines", "promoter", "sports"]];
  for (const [key, role, unit] of roles) {
    await done(appoint(tx, undefined, { personId: actorOf(actors, key).personId, role, unitId: role === "promoter" ? units[unit] : undefined, act: ACT, justification: "" }, at));
  }
  return { actors, units };
}

type Profiles = Readonly<Record<"city" | "sports" | "web", Id<"profile">>>;
type OpenAccount = Parameters<typeof enterProfile>[1];

async function enterProfiles(tx: Tx, openAccount: OpenAccount, actor: Actor | undefined, units: Readonly<Record<UnitKey, Id<"unit">>>, at: Instant): Promise<Profiles> {
  const enter = (profile: Parameters<typeof enterProfile>[3]) => done(enterProfile(tx, openAccount, actor, profile, at));
  return {
    city: await enter({
      network: "activitypub", handle: "robledal", unitId: units.transparency, languages: ["es", "eu"], layout: "bilingual", reason: "Perfil general del Ayuntamiento",
      displayName: { es: "Robledal informa", eu: "Hariztegi berriak", en: "Robledal news" },
      summary: { es: "La información diaria del Ayuntamiento de Robledal-Hariztegi.", eu: "Robledal-Hariztegiko Udalaren eguneroko informazioa.", en: "Daily information from Robledal-Hariztegi City Council." },
    }),
    sports: await enter({
      network: "activitypub", handle: "kirola", unitId: units.sports, languages: ["eu", "es"], layout: "separate", reason: "Perfil de las instalaciones deportivas",
      displayName: { es: "Deporte en Robledal", eu: "Kirola Hariztegin", en: "Sport in Robledal" },
      summary: { es: "Instalaciones, cursos y avisos de deporte.", eu: "Instalazioak, ikastaroak eta kirol-oharrak.", en: "Venues, courses and notices about sport." },
    }),
    web: await enter({
      network: "feed", handle: "avisos", unitId: units.transparency, languages: ["es", "eu"], layout: "separate", reason: "Canal web de avisos",
      displayName: { es: "Avisos municipales", eu: "Udal oharrak", en: "Council notices" },
      summary: { es: "Avisos del Ayuntamiento para leer con cualquier lector de canales.", eu: "Udalaren oharrak, edozein jario-irakurlerekin irakurtzeko.", en: "Council notices for any feed reader." },
    }),
  };
}

async function appointManagers(tx: Tx, actors: Actors, profiles: Profiles, at: Instant): Promise<void> {
  const managed: readonly [string, Id<"profile">][] = [["leire", profiles.city], ["jon", profiles.city], ["leire", profiles.web], ["jon", profiles.web], ["ane", profiles.sports], ["leire", profiles.sports]];
  for (const key of new Set(managed.map(([manager]) => manager))) {
    for (const area of requiredAreas) {
      await done(recordCompetence(tx, undefined, { personId: actorOf(actors, key).personId, area, proof: "course", evidence: "Curso de gestión de perfiles municipales, 2026", obtainedAt: at }, at));
    }
  }
  for (const [key, profileId] of managed) await done(appoint(tx, undefined, { personId: actorOf(actors, key).personId, role: "manager", profileId, act: ACT, justification: "" }, at));
}

/** What is under way on the day: one out, one waiting for approval, one sent back, one just begun, one decided against. */
async function writePublications(
  { db, clock, deliverDue }: ReturnType<typeof openRuntime>, limitsOf: Parameters<typeof readDraftFacts>[1], origin: string, actors: Actors, units: Readonly<Record<UnitKey, Id<"unit">>>, profiles: Profiles,
): Promise<Id<"publication">> {
  const now = clock.now();
  const proposals = (await listProposals(db, { state: "waiting", cursor: undefined, unitId: undefined }, now)).items;
  const find = (word: string) => {
    const item = proposals.find((candidate) => candidate.variants.some((variant) => variant.url.includes(word)));
    if (!item) throw new Error(`the example web has no page ${word}`);
    return item.itemId;
  };
  const setting = { limitsOf, origin };
  const run = <Value>(work: (tx: Tx) => Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }>) => done(db.transaction().execute(work));

  const write = async (slug: string, author: string, unit: UnitKey, to: readonly Id<"profile">[], due: string | null, at: Instant) => {
    const itemId = find(slug);
    await run((tx) => triageItem(tx, actorOf(actors, "amaia"), { itemId, decision: "publish", reason: null, note: "", until: null }, at));
    const id = await run((tx) => startFromItem(tx, actorOf(actors, "amaia"), itemId, at));
    const draft = await findPublication(db, id);
    if (!draft) throw new Error("a draft that is not there");
    const content: Content = { ...draft.content, unitId: units[unit], profiles: to, due: due ? { local: due } : null };
    await run((tx) => saveDraft(tx, limitsOf, actorOf(actors, author), { id, revision: draft.revision, content }, plusMs(at, MINUTE)));
    return id;
  };
  const submit = (id: Id<"publication">, author: string, at: Instant) => run((tx) => submitPublication(tx, limitsOf, actorOf(actors, author), { id, revision: 2 }, at));
  const hashOf = async (id: Id<"publication">, at: Instant) => {
    const found = await findPublication(db, id);
    if (!found) throw new Error("a publication that is not there");
    return (await readDraftFacts(db, limitsOf, found.content, at)).hash;
  };

  const morning = plusMs(now, -90 * MINUTE);
  const out = await write("linea-5-domingos", "jon", "mobility", [profiles.city, profiles.web], null, morning);
  await submit(out, "jon", plusMs(morning, 5 * MINUTE));
  const approvedAt = plusMs(morning, 20 * MINUTE);
  await run(async (tx) => approvePublication(tx, setting, actorOf(actors, "benat"), { id: out, hash: await hashOf(out, approvedAt) }, approvedAt));
  await deliverDue(approvedAt);

  const waiting = await write("corte-calle-mayor", "jon", "mobility", [profiles.city, profiles.web], "2026-09-21T12:00", plusMs(now, -50 * MINUTE));
  await submit(waiting, "jon", plusMs(now, -45 * MINUTE));

  const returned = await write("cursos-deporte", "ane", "sports", [profiles.sports], "2026-09-21T18:00", plusMs(now, -70 * MINUTE));
  await submit(returned, "ane", plusMs(now, -65 * MINUTE));
  await run(async (tx) => returnPublication(tx, setting, actorOf(actors, "ines"), { id: returned, hash: await hashOf(returned, now), comment: "Falta decir el precio de la inscripción." }, plusMs(now, -30 * MINUTE)));

  await write("biblioteca-horario", "leire", "culture", [profiles.city], null, plusMs(now, -25 * MINUTE));
  await run((tx) => triageItem(tx, actorOf(actors, "amaia"), { itemId: find("aparcabicis"), decision: "not_applicable", reason: "already_covered", note: "", until: null }, plusMs(now, -20 * MINUTE)));
  return out;
}

