import type { Id } from "#kernel/id.ts";
import { DAY, HOUR, type Instant, instantOf, MINUTE, plusMs } from "#kernel/instant.ts";
import { decideSuggestion, expectFrom, reviewItem, setItemKind, suggest } from "#modules/flow/index.ts";
import { approvePublication, findPublication, type LimitsOf, readDraftFacts, saveDraft, startPublication, submitPublication } from "#modules/publishing/index.ts";
import { listProposals, listSources } from "#modules/sources/index.ts";
import type { Database, Tx } from "#platform/database.ts";
import { sayEvent } from "#web/i18n/event-time.ts";
import { done } from "./done.ts";
import { EXAMPLE_SITE } from "./site.ts";
import { type Actors, actorOf, type Units, unitOf } from "./staff.ts";

interface Setting {
  readonly db: Database;
  readonly limitsOf: LimitsOf;
  readonly origin: string;
  readonly actors: Actors;
  readonly units: Units;
  readonly city: Id<"profile">;
  readonly now: Instant;
  readonly deliverDue: (at: Instant) => Promise<unknown>;
}

/** What stands between the web and the profiles: ideas in the box, a debt to the web, pages to look at again, a silence. */
export async function writeFlow({ db, limitsOf, origin, actors, units, city, now, deliverDue }: Setting): Promise<void> {
  const run = <Value>(work: (tx: Tx) => Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }>) => done(db.transaction().execute(work));
  const [amaia, leire, jon, ane] = [actorOf(actors, "amaia"), actorOf(actors, "leire"), actorOf(actors, "jon"), actorOf(actors, "ane")];

  await run((tx) => suggest(tx, ane, { unitId: unitOf(units, "sports"), title: "Vuelven los paseos guiados para mayores de 65", text: "Martes y jueves a las 10:00 desde el centro cívico de Zumardi. Todavía no está en la web.", url: null }, plusMs(now, -3 * HOUR)));
  await run((tx) => suggest(tx, jon, { unitId: unitOf(units, "mobility"), title: "Contar cómo se aparca la bici en los nuevos aparcabicis", text: "", url: `${origin}${EXAMPLE_SITE}/contenido?idioma=es&uid=aparcabicis-nuevos` }, plusMs(now, -50 * MINUTE)));
  const declined = await run((tx) => suggest(tx, leire, { unitId: unitOf(units, "culture"), title: "Nuevo horario interno del almacén", text: "", url: null }, plusMs(now, -3 * DAY)));
  await run((tx) => decideSuggestion(tx, sayEvent, amaia, { id: declined, decision: "not_applicable", reason: "internal", note: "" }, plusMs(now, -2 * DAY)));

  // Told live on Friday afternoon; on Monday morning the web still says nothing of it (FLO-R5).
  const friday = instantOf(Date.UTC(2026, 8, 18, 15, 30));
  const live = await run((tx) => startPublication(tx, leire, "La plaza, llena en el ensayo general", friday));
  const draft = await findPublication(db, live);
  if (!draft) throw new Error("a draft that is not there");
  const texts = { es: "Ensayo general en la plaza Nueva, con la banda municipal. Mañana, el concierto.", eu: "Entsegu orokorra plaza Berrian, udal bandarekin. Bihar, kontzertua." };
  await run((tx) => saveDraft(tx, limitsOf, leire, { id: live, revision: draft.revision, content: { ...draft.content, texts, unitId: unitOf(units, "culture"), profiles: [city], exception: "live" } }, plusMs(friday, MINUTE)));
  await run((tx) => submitPublication(tx, limitsOf, leire, { id: live, revision: draft.revision + 1 }, plusMs(friday, 2 * MINUTE)));
  const approvedAt = plusMs(friday, 3 * MINUTE);
  await run(async (tx) => {
    const written = await findPublication(tx, live);
    if (!written) throw new Error("a draft that is not there");
    const { hash } = await readDraftFacts(tx, limitsOf, written.content, approvedAt, live);
    return approvePublication(tx, { limitsOf, origin }, amaia, { id: live, hash }, approvedAt);
  });
  await deliverDue(approvedAt);

  const { items } = await listProposals(db, { state: "waiting" }, now);
  const find = (word: string) => {
    const item = items.find(({ variants }) => variants.some(({ url }) => url.includes(word)));
    if (!item) throw new Error(`the example web has no page ${word}`);
    return item.itemId;
  };
  const pool = find("piscina-ibaialde");
  await run((tx) => setItemKind(tx, amaia, { itemId: pool, kind: "facility" }, now));
  const concert = find("concierto-plaza");
  await run((tx) => setItemKind(tx, amaia, { itemId: concert, kind: "event" }, now));
  await run((tx) => reviewItem(tx, amaia, { itemId: concert, outcome: "to_change", note: "Falta decir por qué puerta se entra con silla de ruedas." }, now));

  // The civic centres have told nothing of what they have on: nobody had noticed (FLO-6).
  const culture = (await listSources(db, now)).find(({ url }) => url.endsWith("/culture"));
  if (!culture) throw new Error("the example web has no culture");
  await run((tx) => expectFrom(tx, amaia, { unitId: unitOf(units, "open"), sourceId: culture.id, everyDays: 14 }, plusMs(now, -20 * DAY)));
}
