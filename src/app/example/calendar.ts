import type { Id } from "#kernel/id.ts";
import { HOUR, type Instant, MINUTE, plusMs } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";
import { addAction, addTemplate, approvePublication, cancelPublication, type Content, findPublication, type LimitsOf, readDraftFacts, saveDraft, setSlots, startPublication, startSeries, submitPublication } from "#modules/publishing/index.ts";
import { listProposals } from "#modules/sources/index.ts";
import type { Database, Tx } from "#platform/database.ts";
import { done } from "./done.ts";
import { type Actors, actorOf, type Units, unitOf } from "./staff.ts";

export interface CalendarSeed {
  readonly db: Database;
  readonly limitsOf: LimitsOf;
  readonly origin: string;
  readonly now: Instant;
  readonly actors: Actors;
  readonly units: Units;
  readonly profiles: Readonly<Record<"city" | "sports" | "web", Id<"profile">>>;
}

interface Planned {
  readonly title: string;
  readonly texts: Localized;
  readonly unit: string;
  readonly author: "jon" | "leire" | "ane";
  readonly to: readonly ("city" | "sports" | "web")[];
  readonly due: string | null;
  readonly embargo?: string;
  /** Page of the municipal web that it cites. */
  readonly page: string;
  readonly approved: boolean;
  /** Said every week from then on. */
  readonly repeats?: { readonly weekday: number; readonly time: string };
  /** It belongs to the Week of Mobility. */
  readonly ofWeek?: true;
}

const planned: readonly Planned[] = [
  { title: "Semana de la Movilidad: la calle Mayor, sin coches", unit: "mobility", author: "jon", to: ["city", "web"], due: "2026-09-22T10:00", page: "linea-5-domingos", approved: true, ofWeek: true,
    texts: { es: "Hoy la calle Mayor es para pasear: sin coches de 10:00 a 20:00. Programa completo en la web municipal.", eu: "Gaur Kale Nagusia ibiltzeko da: autorik ez 10:00etatik 20:00etara. Egitarau osoa, udal webgunean." } },
  { title: "Cursos de otoño: últimas plazas", unit: "sports", author: "ane", to: ["sports"], due: "2026-09-23T18:00", page: "cursos-deporte", approved: true,
    texts: { es: "Quedan plazas en los cursos de otoño de natación y pilates. Inscripción hasta el viernes.", eu: "Udazkeneko igeriketa- eta pilates-ikastaroetan lekuak geratzen dira. Izena emateko epea: ostirala arte." } },
  { title: "Servicio especial de autobús en las fiestas", unit: "mobility", author: "jon", to: ["city"], due: "2026-09-24T12:00", page: "linea-5-domingos", approved: false,
    texts: { es: "Los autobuses circulan toda la noche del sábado. Horarios en la web municipal." } },
  { title: "Nuevo horario de la línea 5: recuerde", unit: "mobility", author: "leire", to: ["city", "web"], due: "2026-09-28T09:30", page: "linea-5-domingos", approved: true,
    texts: { es: "Desde hoy la línea 5 pasa cada 15 minutos también por la tarde.", eu: "Gaurtik aurrera 5. linea 15 minuturo pasako da arratsaldez ere." } },
  { title: "Cortes por el cross popular", unit: "mobility", author: "jon", to: ["city", "web"], due: "2026-10-03T08:00", page: "linea-5-domingos", approved: false,
    texts: { es: "Mañana, cross popular: calles cortadas de 9:00 a 13:00.", eu: "Bihar, herri-krosa: kaleak itxita 9:00etatik 13:00etara." } },
  { title: "Presupuesto participativo: los proyectos elegidos", unit: "mobility", author: "leire", to: ["city", "web"], due: "2026-09-29T12:00", embargo: "2026-09-29T12:00", page: "linea-5-domingos", approved: true,
    texts: { es: "Ya se conocen los proyectos de movilidad que ha elegido la ciudadanía. Todos, en la web municipal.", eu: "Jakina da zein mugikortasun-proiektu aukeratu dituen herritarrak. Guztiak, udal webgunean." } },
  { title: "Carné deportivo: cómo renovarlo", unit: "sports", author: "ane", to: ["sports"], due: null, page: "cursos-deporte", approved: false,
    texts: { es: "El carné deportivo se renueva por internet en dos minutos.", eu: "Kirol-txartela internet bidez berritzen da, bi minututan." } },
  { title: "Deporte este fin de semana", unit: "sports", author: "ane", to: ["sports"], due: null, page: "cursos-deporte", approved: false, repeats: { weekday: 5, time: "12:00" },
    texts: { es: "Partidos y pruebas de este fin de semana en los polideportivos municipales.", eu: "Asteburu honetako partidak eta probak udal kiroldegietan." } },
];

const workdays = (...times: string[]) => [times, times, times, times, times, [], []];

/** What is planned for the weeks to come, so that there is a month to look at. */
export async function writeCalendar({ db, limitsOf, origin, now, actors, units, profiles }: CalendarSeed): Promise<void> {
  const run = <Value>(work: (tx: Tx) => Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }>) => done(db.transaction().execute(work));
  const pages = (await listProposals(db, { state: "publish", cursor: undefined, unitId: undefined }, now)).items;
  await run((tx) => setSlots(tx, actorOf(actors, "leire"), profiles.city, { week: workdays("09:30", "18:00"), onHolidays: false }, now));
  await run((tx) => setSlots(tx, actorOf(actors, "ane"), profiles.sports, { week: workdays("18:00"), onHolidays: false }, now));
  const early = plusMs(now, -3 * HOUR);
  const week = await run((tx) => addAction(tx, actorOf(actors, "amaia"), {
    title: { es: "Semana Europea de la Movilidad", eu: "Mugikortasunaren Europako Astea" }, unitId: unitOf(units, "mobility"), objective: "Que más gente vaya a pie, en bici o en transporte público.", from: "2026-09-16", to: "2026-09-22",
  }, early));
  await run((tx) => addTemplate(tx, actorOf(actors, "amaia"), {
    name: "Corte de calle", unitId: unitOf(units, "mobility"),
    content: {
      title: "Corte: {{calle}}", profiles: [profiles.city], groups: [], forks: {}, media: [], exception: null, atNextSlot: true,
      texts: { es: "Corte de tráfico en {{calle}}, {{fecha}}. Desvíos y horarios: {{enlace}}", eu: "Trafikoa etenda: {{kalea}}, {{data}}. Desbideratzeak eta ordutegiak: {{esteka}}" },
    },
  }, early));
  for (const [index, post] of planned.entries()) {
    const at = plusMs(early, index * 5 * MINUTE);
    const author = actorOf(actors, post.author);
    const cited = pages.find((item) => item.variants.some(({ url }) => url.includes(post.page)));
    if (!cited) throw new Error(`the example web has no page ${post.page}`);
    const id = await run((tx) => startPublication(tx, author, post.title, at));
    const content: Content = {
      title: post.title, unitId: unitOf(units, post.unit), profiles: post.to.map((key) => profiles[key]), texts: post.texts, forks: {}, media: [], citations: [{ itemId: cited.itemId }], exception: null,
      due: post.due === null ? null : { local: post.due },
      ...(post.ofWeek ? { actionId: week } : {}),
      ...(post.embargo ? { embargo: { local: post.embargo } } : {}),
    };
    await run((tx) => saveDraft(tx, limitsOf, author, { id, revision: 1, content }, at));
    if (post.repeats) {
      const { repeats } = post;
      await run((tx) => startSeries(tx, author, { publicationId: id, recurrence: { every: { kind: "week", weekdays: [repeats.weekday], weeks: 1 }, time: repeats.time, from: "2026-09-22", until: "2026-10-31" } }, now));
      await run((tx) => cancelPublication(tx, author, { id, reason: "Modelo de la serie" }, now));
    }
    if (!post.approved) continue;
    await run((tx) => submitPublication(tx, limitsOf, author, { id, revision: 2 }, plusMs(at, MINUTE)));
    const found = await findPublication(db, id);
    if (!found) throw new Error("a publication that is not there");
    const { hash } = await readDraftFacts(db, limitsOf, found.content, plusMs(at, 2 * MINUTE), id);
    await run((tx) => approvePublication(tx, { limitsOf, origin }, actorOf(actors, "benat"), { id, hash }, plusMs(at, 2 * MINUTE)));
  }
}
