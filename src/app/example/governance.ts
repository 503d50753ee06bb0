import { DAY, HOUR, type Instant, instantOf, MINUTE, plusMs } from "#kernel/instant.ts";
import { type Actor, appoint, reorganiseUnit, enterAct, enterMeeting, recordPractice, setParameter, setWorkingGroup } from "#modules/authority/index.ts";
import { enterContract, namePerson, noteSignatures, startContract } from "#modules/contracts/index.ts";
import { agreeClosing, askClosing, emptyRequest, handProfileOver, handProfilesOver, noteNotice, ratifySuspension, saveRequest, startRequest, suspendProfile, tellLastPost } from "#modules/lifecycle/index.ts";
import { addPeriod, listUnits } from "#modules/policy/index.ts";
import { reportImpostor } from "#modules/register/index.ts";
import { approveAbsence, assignDuty, choosePlan, commitHours, type DedicationPlan, enterAbsence, type InteractionType, setSpoken } from "#modules/staffing/index.ts";
import type { Tx } from "#platform/database.ts";
import { chanceOf } from "./chance.ts";
import { done } from "./done.ts";
import { COORDINATION, examplePeople, type ExamplePerson } from "./population.ts";
import { type ExampleProfile, exampleProfiles } from "./profiles.ts";
import { type ExampleRegister, profileOf, teamOf, untrainedManager } from "./register.ts";
import { ACT, accredit, type Actors, actorOf, SEED, type Units, unitOf } from "./staff.ts";

interface City {
  readonly actors: Actors;
  readonly units: Units;
  readonly register: ExampleRegister;
  /** Ten o'clock of the example's day. */
  readonly now: Instant;
}

const people = examplePeople(SEED);

/** What governance has come to by the morning of the example: who speaks what, who is away, what it takes, what ends. */
export async function writeGovernance(tx: Tx, city: City): Promise<void> {
  const { actors, now } = city;
  const lastWeek = plusMs(now, -7 * DAY);
  for (const person of people) {
    if (person.role === "manager") await done(setSpoken(tx, coordinator(actors), { personId: actorOf(actors, person.key).personId, languages: person.attendsIn }, lastWeek));
  }
  await enterRules(tx, city, plusMs(now, -19 * DAY));
  await tellPosts(tx, city);
  await notePractice(tx, city);
  await planDedication(tx, city);
  await writeAbsences(tx, city);
  await writeContracts(tx, city);
  await closeAndSuspend(tx, city);
  await moveService(tx, city);
  await askForProfile(tx, city);
  // Somebody wrote this very morning that an account passes itself off as the council.
  await done(reportImpostor(tx, {
    address: "https://x.example/robledal_0ficial", note: "Pide el número de cuenta para devolver un recibo", nearestId: profileOf(city.register, "x/robledal_info"), by: { visitor: "192.0.2.7", salt: String(SEED) },
  }, plusMs(now, -65 * MINUTE)));
  // The next municipal elections: fourth Sunday of May, called 54 days before (LOREG 185).
  await addPeriod(tx, { kind: "election", name: { es: "Elecciones municipales de 2027", eu: "2027ko udal hauteskundeak", en: "Municipal elections of 2027" }, from: instantOf(Date.UTC(2027, 2, 29, 22)), to: instantOf(Date.UTC(2027, 4, 23, 22)), actId: undefined }, undefined, lastWeek);
}

/** What the Instruction leaves open, the council's own rules for profiles fix. */
async function enterRules(tx: Tx, { actors, units }: City, at: Instant): Promise<void> {
  const actor = coordinator(actors);
  const actId = await done(enterAct(tx, actor, {
    kind: "decree", title: { es: "Normas de gestión de perfiles", eu: "Profilak kudeatzeko arauak" }, issuer: "Alcaldía", place: "Robledal-Hariztegi", signedOn: "2026-09-01", inForceFrom: at,
    articles: [{
      number: "4", title: { es: "Inactividad", eu: "Jarduerarik eza" },
      summary: {
        es: "Un perfil que en 180 días no publica nada propio queda inactivo; su Departamento decide si sigue o se cierra.",
        eu: "180 egunean ezer propiorik argitaratzen ez duen profila jarduerarik gabe geratzen da; Sailak erabakitzen du jarraitu ala itxi.",
      },
    }, {
      number: "7", title: { es: "Nombres", eu: "Izenak" },
      summary: { es: "Cada lugar se nombra con su nombre oficial en la lengua del texto.", eu: "Leku bakoitza testuaren hizkuntzako izen ofizialaz izendatzen da." },
    }],
  }, at));
  await done(setParameter(tx, actor, { key: "register.dormantAfterDays", value: 180, actId, article: "Normas de gestión de perfiles, art. 4", from: at }, at));
  await done(setParameter(tx, actor, {
    key: "publishing.placeNames", actId, article: "Normas de gestión de perfiles, art. 7", from: at,
    value: "es: calle Mayor = eu: Kale Nagusia; es: plaza Nueva = eu: plaza Berria; es: Puente Viejo = eu: Zubi Zaharra; es: plaza de la Fuente = eu: Iturri plaza; es: Casco Antiguo = eu: Alde Zaharra",
  }, at));
  // S6: two units lead it, and whoever is in it comes from several Departments.
  const group = await done(enterAct(tx, actor, {
    kind: "decree", title: { es: "Decreto de constitución del grupo de trabajo de redes", eu: "Sareetako lantaldea eratzeko dekretua" }, issuer: "Alcaldía", place: "Robledal-Hariztegi", signedOn: "2026-09-01", inForceFrom: at,
  }, at));
  const members = ["amaia", "benat", "carmen", "gorka", "ines", "leire"].map((key) => actorOf(actors, key).personId);
  await done(setWorkingGroup(tx, actor, { leadUnits: [unitOf(units, "mayor"), unitOf(units, COORDINATION)], members, actId: group }, at));
  await done(enterMeeting(tx, actor, { kind: "working_group", heldOn: "2026-09-10", agreements: "Se aprueba el calendario de revisión de perfiles inactivos y se pide a cada Departamento su segunda persona gestora.", minutesUrl: null }, plusMs(at, 10 * DAY)));
}

const coordinator = (actors: Actors): Actor => actorOf(actors, "amaia");

/** Profiles whose network is written to by hand: when each last spoke. Those long silent fall dormant by the rule itself (PRO-R7). */
async function tellPosts(tx: Tx, { actors, register, now }: City): Promise<void> {
  const chance = chanceOf(SEED + 1);
  for (const profile of exampleProfiles) {
    if (profile.state === "closed" || profile.state === "found" || profile.network === "activitypub" || profile.network === "feed") continue;
    const postedAt = profile.lastPost === undefined ? plusMs(now, -(chance.whole(5 * 24) + 1) * HOUR) : instantOf(Date.parse(`${profile.lastPost}T09:00:00Z`));
    // The swimming pools have been silent for 181 days on 17 September.
    const toldAt = profile.handle === "PiscinasIbaialde" ? instantOf(Date.parse("2026-09-17T08:00:00Z")) : plusMs(now, -30 * MINUTE);
    await done(tellLastPost(tx, coordinator(actors), { profileId: profileOf(register, keyOf(profile)), postedAt }, toldAt));
  }
}

const keyOf = ({ network, handle }: ExampleProfile) => `${network}/${handle}`;
const all: readonly InteractionType[] = ["listen", "moderate", "answer_queries", "attend_complaints", "direct_messages", "proactive", "live_coverage", "campaigns", "out_of_hours"];

/** The two of the Instruction's own contrast — general attention, one installation — and a middle one for the rest. */
function planOf({ kind }: ExampleProfile): DedicationPlan {
  switch (kind) {
    case "general_attention":
      return { kind, networks: 5, languages: 2, postsPerWeek: 36, inboundPerWeek: { all: 700, queries: 300, complaints: 180, direct: 120 }, liveEventsPerWeek: 1, campaigns: 1, interactionTypes: new Set(all) };
    case "facility":
      return { kind, networks: 2, languages: 2, postsPerWeek: 6, inboundPerWeek: { all: 25, queries: 14, complaints: 4, direct: 5 }, liveEventsPerWeek: 0, campaigns: 0, interactionTypes: new Set(["listen", "moderate", "answer_queries", "direct_messages"]) };
    default:
      return { kind, networks: 1, languages: 2, postsPerWeek: 5, inboundPerWeek: { all: 20, queries: 8, complaints: 3, direct: 2 }, liveEventsPerWeek: 0, campaigns: 0, interactionTypes: new Set(["listen", "moderate", "answer_queries"]) };
  }
}

/** Whoever still lacks the citizen mailbox practises it beside a colleague: five hours of the eight that prove it (ROL-4). */
async function notePractice(tx: Tx, { actors, register, now }: City): Promise<void> {
  const learner = untrainedManager;
  const profile = exampleProfiles.find((candidate) => candidate.state === "active" && learner !== undefined && teamOf(candidate).includes(learner));
  const mentor = profile && teamOf(profile).find((key) => key !== learner);
  if (!learner || !profile || !mentor) throw new Error("nobody practises");
  for (const { day, minutes, what } of [
    { day: "2026-09-16", minutes: 120, what: "Derivar avisos al Buzón ciudadano y seguir su número" },
    { day: "2026-09-18", minutes: 180, what: "Contestar quejas de instalaciones con el protocolo delante" },
  ]) {
    await done(recordPractice(tx, coordinator(actors), {
      personId: actorOf(actors, learner).personId, area: "citizen_mailbox", profileId: profileOf(register, keyOf(profile)), supervisorId: actorOf(actors, mentor).personId, day, minutes, what,
    }, plusMs(now, -DAY)));
  }
}

/** Directors choose what a good part of the profiles do, and commit people's hours; the rest have still to. */
async function planDedication(tx: Tx, { actors, register, now }: City): Promise<void> {
  const at = plusMs(now, -6 * DAY);
  for (const [index, profile] of exampleProfiles.entries()) {
    const team = teamOf(profile);
    const director = people.find((person) => person.role === "director" && person.unit === profile.of);
    if (!director || team.length === 0 || (index % 3 === 2 && profile.kind !== "facility")) continue;
    const profileId = profileOf(register, keyOf(profile));
    const { hours } = await done(choosePlan(tx, actorOf(actors, director.key), { profileId, plan: planOf(profile) }, at));
    // General attention takes more than two people have: that it shows is the point.
    const share = Math.min(12, Math.ceil((hours / team.length) * 2) / 2);
    for (const member of team) await done(commitHours(tx, actorOf(actors, director.key), { profileId, personId: actorOf(actors, member).personId, hours: share }, at));
  }
}

/**
 * A gap that one can see coming: of the environmental centre's team one goes when the others are already away. A
 * Basque speaker's training, a sick leave of today, and an on-call turn over the night on which clocks change.
 */
async function writeAbsences(tx: Tx, { actors, register, now }: City): Promise<void> {
  const at = plusMs(now, -4 * DAY);
  const away = async (key: string, from: string, to: string, kind: "planned_leave" | "training", reason: string) => {
    const person = people.find((candidate) => candidate.key === key);
    const director = person && people.find((candidate) => candidate.role === "director" && candidate.unit === departmentOf(person));
    if (!person || !director) throw new Error(`nobody decides on the absences of ${key}`);
    const absenceId = await done(enterAbsence(tx, actorOf(actors, key), { personId: actorOf(actors, key).personId, kind, when: { from, to }, note: "" }, at));
    await done(approveAbsence(tx, actorOf(actors, director.key), { absenceId, substitutes: [], overrideReason: reason }, plusMs(at, HOUR)));
  };
  const [first, ...others] = teamOf(find("instagram/cea_robledal"));
  if (!first) throw new Error("the environmental centre has no team");
  for (const other of others) await away(other, "2026-10-19", "2026-11-02", "planned_leave", "");
  await away(first, "2026-10-13", "2026-10-23", "planned_leave", "Vacaciones pactadas antes; se buscará suplente");

  const [onCall, ill] = teamOf(find("x/emergrobledal"));
  if (onCall) {
    await done(assignDuty(tx, coordinator(actors), {
      profileId: profileOf(register, "x/emergrobledal"), personId: actorOf(actors, onCall).personId, kind: "on_call", when: { from: "2026-10-24T20:00", to: "2026-10-25T08:00" },
    }, at));
  }
  await done(assignDuty(tx, coordinator(actors), {
    profileId: profileOf(register, "activitypub/kirola"), personId: actorOf(actors, "leire").personId, kind: "on_call", when: { from: "2026-09-20T20:00", to: "2026-09-22T08:00" },
  }, at));
  if (ill) await done(enterAbsence(tx, coordinator(actors), { personId: actorOf(actors, ill).personId, kind: "unplanned", when: { from: "2026-09-21", to: "2026-09-25" }, note: "" }, plusMs(now, -2 * HOUR)));
  // Somebody still waits for a yes.
  const asks = teamOf(find("facebook/BibliotecasRobledal"))[0];
  if (asks) await done(enterAbsence(tx, actorOf(actors, asks), { personId: actorOf(actors, asks).personId, kind: "planned_leave", when: { from: "2026-11-02", to: "2026-11-06" }, note: "" }, plusMs(now, -20 * HOUR)));
}

const departmentOf = (person: ExamplePerson): string => person.unit.split("/")[0] ?? "";

function find(key: string): ExampleProfile {
  const profile = exampleProfiles.find((candidate) => keyOf(candidate) === key);
  if (!profile) throw new Error(`there is no profile ${key}`);
  return profile;
}

/** Two contracts: one ends on 3 October, one goes on. */
async function writeContracts(tx: Tx, { actors, register, now }: City): Promise<void> {
  const at = plusMs(now, -10 * DAY);
  const contracts = [
    {
      contractor: "first", fileNo: "2025/CO-117", company: "Azken Solasa, S. L.", object: "Cobertura en redes de la temporada cultural", startsOn: "2025-10-04", endsOn: "2026-10-03", profiles: ["instagram/kulturarobledal", "instagram/fiestasrobledal"],
      exceptionality: "La plaza de comunicación de Cultura está vacante desde junio de 2025 y la temporada de otoño no puede quedar sin cobertura hasta que se resuelva el proceso de selección en curso.",
    },
    {
      contractor: "second", fileNo: "2026/CO-031", company: "Bide Berri Koop. E.", object: "Promoción turística en redes", startsOn: "2026-03-01", endsOn: "2027-02-28", profiles: ["instagram/turismorobledal"],
      exceptionality: "La oficina de turismo no tiene personal con experiencia en campañas en idiomas distintos de los oficiales, y el plan de 2026 exige atender a visitantes en francés e inglés durante un año.",
    },
  ] as const;
  const officer = people.find((person) => person.role === "director" && person.unit === "culture");
  if (!officer) throw new Error("culture has no director");
  for (const { contractor, profiles, ...contract } of contracts) {
    const profileIds = profiles.map((key) => profileOf(register, key));
    const contractId = await done(enterContract(tx, coordinator(actors), { ...contract, profileIds, officerId: actorOf(actors, officer.key).personId, answers: false, directMessages: false, answerMinutes: 60 }, at));
    await done(noteSignatures(tx, coordinator(actors), { contractId, dpaSignedOn: contract.startsOn, clauses: true }, at));
    const named = people.filter((person) => person.contractor === contractor);
    for (const person of named) await done(namePerson(tx, coordinator(actors), { contractId, personId: actorOf(actors, person.key).personId }, at));
    await done(startContract(tx, coordinator(actors), contractId, at));
    for (const person of named) {
      await accredit(tx, actorOf(actors, person.key), at);
      for (const profileId of profileIds) await done(appoint(tx, undefined, { personId: actorOf(actors, person.key).personId, role: "manager", profileId, act: `Contrato ${contract.fileNo}`, justification: "" }, plusMs(at, HOUR)));
    }
  }
}

/** The pools and the employment profile are closed by two, one account is suspended, and one changes hands. */
async function closeAndSuspend(tx: Tx, { actors, units, register, now }: City): Promise<void> {
  const pools = profileOf(register, "facebook/PiscinasIbaialde");
  await done(askClosing(tx, actorOf(actors, "ines"), { profileId: pools, reason: "Las piscinas se cuentan ya en el perfil de Deporte.", legalOrder: "" }, plusMs(now, -90 * MINUTE)));
  await done(agreeClosing(tx, coordinator(actors), pools, plusMs(now, -60 * MINUTE)));
  // The first of its three notices is out.
  const employment = profileOf(register, "x/empleorobledal");
  await done(askClosing(tx, coordinator(actors), { profileId: employment, reason: "Se une al perfil de Promoción Económica.", legalOrder: "" }, plusMs(now, -12 * DAY)));
  await done(agreeClosing(tx, actorOf(actors, "benat"), employment, plusMs(now, -12 * DAY + HOUR)));
  await done(noteNotice(tx, actorOf(actors, "benat"), { profileId: employment, number: 1, url: "https://x.example/empleorobledal/1" }, plusMs(now, -12 * DAY + 2 * HOUR)));
  const professional = profileOf(register, "linkedin/ayuntamiento-robledal-hariztegi");
  await done(suspendProfile(tx, coordinator(actors), { profileId: professional, reason: "No se sabe quién tiene la contraseña: la abrió una persona que ya no trabaja aquí." }, plusMs(now, -20 * DAY)));
  await done(ratifySuspension(tx, actorOf(actors, "benat"), professional, plusMs(now, -19 * DAY)));
  const receiver = promoterOf("equality");
  await done(handProfileOver(tx, coordinator(actors), {
    profileId: profileOf(register, "facebook/IgualdadRobledal"), kind: "staff", act: ACT, note: "Cambio en la jefatura de servicio.", toUnit: unitOf(units, receiver.unit), toPromoter: actorOf(actors, receiver.key).personId,
  }, plusMs(now, -3 * DAY)));
  // The government changes its delegations: several profiles by one act, each to be received with a record of its own (PRO-11).
  const delegate = promoterOf("mayor");
  await done(handProfilesOver(tx, coordinator(actors), {
    profileIds: exampleProfiles.filter(({ of, state }) => of === "mayor" && state === "active").slice(0, 4).map((profile) => profileOf(register, keyOf(profile))),
    kind: "government", act: "Decreto de delegaciones de 18 de septiembre de 2026", note: "Cambio en el equipo de gobierno: los perfiles de Alcaldía pasan a quien dirige ahora su servicio.",
    toUnit: unitOf(units, delegate.unit), toPromoter: actorOf(actors, delegate.key).personId,
  }, plusMs(now, -2 * DAY)));
}

function promoterOf(department: string): ExamplePerson {
  const promoter = people.find((person) => person.role === "promoter" && departmentOf(person) === department);
  if (!promoter) throw new Error(`nobody promotes ${department}`);
  return promoter;
}

/** A service that changed Department, with all that is its own (ORG-9). */
async function moveService(tx: Tx, { actors, units, now }: City): Promise<void> {
  const id = unitOf(units, "climate/3");
  const unit = (await listUnits(tx, now)).find((candidate) => candidate.id === id);
  if (!unit) throw new Error("the service for animals is not there");
  await done(reorganiseUnit(tx, coordinator(actors), { id, name: unit.name, dir3: "", parentId: unitOf(units, "safety"), actId: undefined, reason: "Reorganización de septiembre de 2026: la protección animal pasa a Seguridad Ciudadana." }, plusMs(now, -5 * DAY)));
}

/** A profile that Sport is asking for: the form is half written, and its second manager and its samples are still to come. */
async function askForProfile(tx: Tx, { actors, units, now }: City): Promise<void> {
  const ines = actorOf(actors, "ines");
  const unitId = unitOf(units, "sports");
  const id = await done(startRequest(tx, ines, unitId, plusMs(now, -2 * DAY)));
  await done(saveRequest(tx, ines, {
    id, revision: 1,
    content: {
      ...emptyRequest(["es", "eu"]), unitId, kind: "facility", purpose: "Contar qué pasa en el frontón Zumardi: partidos, horarios, cursos y averías.",
      objectives: ["Que la mitad de las consultas por teléfono sobre horarios encuentren antes la respuesta"], publics: ["Quienes juegan en el frontón", "Familias de los cursos de pelota"],
      networks: [{ network: "instagram", reason: "Es donde están los clubes de pelota de la ciudad", handle: "frontonzumardi" }], languages: ["es", "eu"],
      interactionTypes: ["listen", "moderate", "answer_queries"], postsPerWeek: 4, inbound: { all: 15, queries: 9, complaints: 2, direct: 3 },
      team: [{ personId: actorOf(actors, "ane").personId, role: "manager", hours: 4, accreditedBy: "" }],
      shortSamples: ["Esta tarde, partidos de la liga local desde las 18:00. Entrada libre."], displayName: { es: "Frontón Zumardi", eu: "Zumardi pilotalekua" }, firstPostOn: "2026-11-02",
    },
  }, plusMs(now, -26 * HOUR)));
}
