import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, instantOf, MINUTE, plusMs } from "#kernel/instant.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { foundCouncil, proposeHolidays } from "#modules/policy/index.ts";
import { followPublications, lookAtDue } from "#modules/drift/index.ts";
import { approvePublication, type Content, findPublication, paragraphsOf, readDraftFacts, returnPublication, saveDraft, startFromItem, startFromWords, submitPublication } from "#modules/publishing/index.ts";
import { enterHoliday } from "#modules/register/index.ts";
import { harvestChannel, listProposals, listSources, registerSource, triageItem } from "#modules/sources/index.ts";
import type { Config } from "#platform/config.ts";
import type { DatabaseAddress, Tx } from "#platform/database.ts";
import { type Installation, recordInstallation } from "#platform/installation.ts";
import type { Keyring } from "#platform/keyring.ts";
import type { Log } from "#platform/log.ts";
import { sayEvent } from "#web/i18n/event-time.ts";
import { recordInstruction } from "../found.ts";
import { openRuntime } from "../runtime.ts";
import { writeCalendar } from "./calendar.ts";
import { writeConversations } from "./conversations.ts";
import { done } from "./done.ts";
import { writeFlow } from "./flow.ts";
import { writeGovernance } from "./governance.ts";
import { addDrawing } from "./pictures.ts";
import { enterRegister, profileOf } from "./register.ts";
import { asItWas, EXAMPLE_SITE, exampleSections, sectionNames } from "./site.ts";
import { type Actors, actorOf, enterStaff, type Units, unitOf } from "./staff.ts";
import { enterStaffing } from "./staffing.ts";

/** The example city's own clock starts here and runs on: 10:00 on the council's wall. */
const START = "2026-09-21T08:00:00.000Z";
const ZONE = "Europe/Madrid";

// The usual calendar of its territory, and the day of its own feast.
const local = [{ day: "2026-08-05", name: { es: "Fiesta de la Virgen Blanca", eu: "Andre Maria Zuriaren jaia" } }];
const holidays = [...proposeHolidays(2026, "es-pv-vi"), ...local];

// The web being read is this process itself: there is nobody to be spared.
const OWN_WEB = { pauseMs: 0 };

/**
 * Makes the example city in an empty, migrated database, through the same commands that people use: a council of fifteen
 * departments, the people who work there, its profiles, its own web read as a source, and what citizens have said to it. The web must already be served.
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
    const register = await db.transaction().execute((tx) => enterRegister(tx, network.openAccount, actors, units, early));
    await db.transaction().execute((tx) => enterStaffing(tx, actors, register, early));
    const profiles = { city: profileOf(register, "activitypub/robledal"), sports: profileOf(register, "activitypub/kirola"), web: profileOf(register, "feed/avisos") };

    for (const section of exampleSections) {
      const name = { es: `Web municipal: ${sectionNames[section].es}`, eu: `Udal webgunea: ${sectionNames[section].eu}` };
      await done(registerSource(db, egress, clock, actorOf(actors, "amaia"), { url: `${config.origin}${EXAMPLE_SITE}/${section}`, name, unitId: unitOf(units, section), kind: "minisite", reason: "Existía antes de que se pidiera probar el dominio" }, OWN_WEB));
    }
    for (const source of await listSources(db, clock.now())) for (const channel of source.channels) await harvestChannel(db, egress, clock, channel.id, OWN_WEB);

    await db.transaction().execute((tx) => writeGovernance(tx, { actors, units, register, now: clock.now() }));

    await writeFlow({ db, limitsOf: network.limitsOf, origin: config.origin, actors, units, city: profiles.city, now: clock.now(), deliverDue: opened.deliverDue });
    const bus = await writePublications(opened, network.limitsOf, config.origin, actors, units, profiles);
    await writeCalendar({ db, limitsOf: network.limitsOf, origin: config.origin, now: clock.now(), actors, units, profiles });
    await writeConversations({
      db, limitsOf: network.limitsOf, origin: config.origin, zone: ZONE, bus, profiles, staff: { ane: actorOf(actors, "ane"), leire: actorOf(actors, "leire") }, deliverDue: opened.deliverDue,
    });
  } finally {
    await opened.close();
  }
  return installation;
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
  for (const { day, name } of holidays) await done(enterHoliday(tx, undefined, { day, name }, at));
  return enterStaff(tx, instruction, at);
}

type Profiles = Readonly<Record<"city" | "sports" | "web", Id<"profile">>>;
/** What is under way on the day: one out, one waiting for approval, one sent back, one just begun, one decided against. */
async function writePublications(
  opened: ReturnType<typeof openRuntime>, limitsOf: Parameters<typeof readDraftFacts>[1], origin: string, actors: Actors, units: Units, profiles: Profiles,
): Promise<Id<"publication">> {
  const { db, clock, egress, deliverDue } = opened;
  const now = clock.now();
  const proposals = (await listProposals(db, { state: "waiting", cursor: undefined, unitId: undefined }, now)).items;
  const find = (word: string) => {
    const item = proposals.find((candidate) => candidate.variants.some((variant) => variant.url.includes(word)));
    if (!item) throw new Error(`the example web has no page ${word}`);
    return item.itemId;
  };
  const setting = { limitsOf, origin };
  const run = <Value>(work: (tx: Tx) => Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }>) => done(db.transaction().execute(work));

  const write = async (slug: string, author: string, unit: string, to: readonly Id<"profile">[], due: string | null, at: Instant, media: Content["media"] = []) => {
    const itemId = find(slug);
    await run((tx) => triageItem(tx, actorOf(actors, "amaia"), { itemId, decision: "publish", reason: null, note: "", until: null }, at));
    const id = await run((tx) => startFromItem(tx, sayEvent, actorOf(actors, "amaia"), itemId, at));
    const draft = await findPublication(db, id);
    if (!draft) throw new Error("a draft that is not there");
    const content: Content = { ...draft.content, unitId: unitOf(units, unit), profiles: to, media, due: due ? { local: due } : null };
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
  const bus = await addDrawing(opened, actorOf(actors, "jon"), { drawing: "bus", fileName: "linea-5.png", rights: { licence: "own", author: "Unidad de Transparencia y Contenidos", ground: "", people: "none" } });
  const out = await write("linea-5-domingos", "jon", "mobility", [profiles.city, profiles.web], null, morning, [
    { assetId: bus, alt: { es: "Dibujo de un autobús verde de la línea 5 con las colinas detrás", eu: "5. lineako autobus berde baten marrazkia, muinoak atzean" } },
  ]);
  await submit(out, "jon", plusMs(morning, 5 * MINUTE));
  const approvedAt = plusMs(morning, 20 * MINUTE);
  await run(async (tx) => approvePublication(tx, setting, actorOf(actors, "benat"), { id: out, hash: await hashOf(out, approvedAt) }, approvedAt));
  await deliverDue(approvedAt);

  const waiting = await write("corte-calle-mayor", "jon", "mobility", [profiles.city, profiles.web], "2026-09-21T12:00", plusMs(now, -50 * MINUTE));
  await submit(waiting, "jon", plusMs(now, -45 * MINUTE));

  const returned = await write("cursos-deporte", "ane", "sports", [profiles.sports], "2026-09-21T18:00", plusMs(now, -70 * MINUTE));
  await submit(returned, "ane", plusMs(now, -65 * MINUTE));
  const sentBack = (await findPublication(db, returned))?.content.texts ?? {};
  const comments = Object.entries({ es: "Que el título diga ya hasta cuándo.", eu: "Izenburuak epea esan behar du." }).flatMap(([language, words]) =>
    paragraphsOf(sentBack[language] ?? "").slice(0, 1).map((first) => ({ profileId: null, language, ...first, words })));
  await run(async (tx) => returnPublication(tx, setting, actorOf(actors, "ines"), { id: returned, hash: await hashOf(returned, now), comment: "Falta decir el precio de la inscripción.", comments }, plusMs(now, -30 * MINUTE)));

  // Sent in time and approved by nobody before its own.
  const early = plusMs(now, -55 * MINUTE);
  const words = { es: "Hoy es el Día sin Coches: venga a pie, en bici o en autobús.", eu: "Gaur Autorik Gabeko Eguna da: etorri oinez, bizikletaz edo autobusez." };
  const late = await run((tx) => startFromWords(tx, actorOf(actors, "jon"), { title: "Día sin Coches", unitId: unitOf(units, "mobility"), texts: words }, early));
  const begun = await findPublication(db, late);
  if (!begun) throw new Error("a draft that is not there");
  await run((tx) => saveDraft(tx, limitsOf, actorOf(actors, "jon"), { id: late, revision: begun.revision, content: { ...begun.content, profiles: [profiles.city], exception: "greeting", due: { local: wallTimeAt(plusMs(now, -20 * MINUTE), ZONE).local } } }, early));
  await submit(late, "jon", plusMs(early, MINUTE));

  // A child's face for which no guardian has signed, and a picture of which nobody knows whose it is (EDI-R5).
  const child = await addDrawing(opened, actorOf(actors, "ane"), { drawing: "child", fileName: "curso-natacion-primer-plano.png", rights: { licence: "own", author: "", ground: "", people: "minors" } });
  const again = await findPublication(db, returned);
  if (!again) throw new Error("a draft that is not there");
  const withChild: Content = { ...again.content, media: [{ assetId: child, alt: { es: "Primer plano de una niña que sonríe", eu: "Irribarrez dagoen neska baten lehen planoa" } }] };
  await run((tx) => saveDraft(tx, limitsOf, actorOf(actors, "ane"), { id: returned, revision: again.revision, content: withChild }, plusMs(now, -28 * MINUTE)));
  const unknown = await addDrawing(opened, actorOf(actors, "leire"), { drawing: "library", fileName: "fachada-biblioteca-de-internet.png" });
  await write("biblioteca-horario", "leire", "culture", [profiles.city], null, plusMs(now, -25 * MINUTE), [
    { assetId: unknown, alt: { es: "Fachada de la biblioteca municipal", eu: "Udal liburutegiaren fatxada" } },
  ]);
  await run((tx) => triageItem(tx, actorOf(actors, "amaia"), { itemId: find("aparcabicis"), decision: "not_applicable", reason: "already_covered", note: "", until: null }, plusMs(now, -20 * MINUTE)));

  // Two that are out and about which the web says something else by now (scenarios 8 and 9).
  const sendOut = async (slug: string, unit: string, to: readonly Id<"profile">[], at: Instant) => {
    const id = await write(slug, "amaia", unit, to, null, plusMs(at, -20 * MINUTE));
    await submit(id, "amaia", plusMs(at, -15 * MINUTE));
    await run(async (tx) => approvePublication(tx, setting, actorOf(actors, "benat"), { id, hash: await hashOf(id, at) }, at));
    await deliverDue(at);
    return at;
  };
  const grants = await sendOut("ayudas-transporte", "mobility", [profiles.city, profiles.web], plusMs(now, -94 * HOUR));
  const visit = await sendOut("visita-muralla", "culture", [profiles.city, profiles.web], plusMs(now, -145 * MINUTE));
  await followPublications(db);
  const look = (at: Instant, slug?: string) => lookAtDue({ db, egress: slug ? asItWas(egress, slug) : egress, clock: { now: () => at }, ...OWN_WEB });
  await look(plusMs(grants, MINUTE), "ayudas-transporte");
  await look(plusMs(grants, 24 * HOUR));
  await look(plusMs(visit, MINUTE), "visita-muralla");
  await look(plusMs(visit, HOUR + MINUTE));
  return out;
}

