import { type Instant, instantOf } from "#kernel/instant.ts";
import { workingDays } from "#modules/policy/index.ts";
import { approveAbsence, enterAbsence, leaveHandover, nameSubstitute, setShift } from "#modules/staffing/index.ts";
import type { Tx } from "#platform/database.ts";
import { done } from "./done.ts";
import { type ExampleRegister, profileOf } from "./register.ts";
import { actorOf, type Actors } from "./staff.ts";

const at = (text: string): Instant => instantOf(Date.parse(text));

/**
 * How the teams of the stories stand: who is away in the weeks ahead, who stands in, what one shift tells the next. Their gap
 * lies a month ahead: Ane and Leire are both away from 19 to 23 October, and sport is left with nobody.
 */
export async function enterStaffing(tx: Tx, actors: Actors, register: ExampleRegister, founded: Instant): Promise<void> {
  const coordinator = actorOf(actors, "amaia");
  const person = (key: string) => actorOf(actors, key).personId;
  await done(setShift(tx, coordinator, { personId: person("leire"), from: "2026-09-01", hours: workingDays("08:30-19:30") }, founded));

  const away = async (key: string, from: string, to: string, when: string, overrideReason: string, decider = "ines") => {
    const absenceId = await done(enterAbsence(tx, actorOf(actors, key), { personId: person(key), kind: "planned_leave", when: { from, to }, note: "" }, at(when)));
    await done(approveAbsence(tx, actorOf(actors, decider), { absenceId, substitutes: [], overrideReason }, at(when)));
  };
  await away("ane", "2026-10-05", "2026-10-23", "2026-09-08T10:00:00+02:00", "");
  await away("leire", "2026-10-19", "2026-11-02", "2026-09-10T10:00:00+02:00", "Vacaciones ya contratadas; se buscará suplente para Deporte", "benat");
  await done(enterAbsence(tx, actorOf(actors, "jon"), { personId: person("jon"), kind: "training", when: { from: "2026-10-01", to: "2026-10-02" }, note: "Curso de accesibilidad" }, at("2026-09-18T09:10:00+02:00")));
  await done(nameSubstitute(tx, coordinator, {
    profileId: profileOf(register, "activitypub/robledal"), absentId: person("leire"), substituteId: person("ane"), when: { from: "2026-10-26", to: "2026-11-02" },
  }, at("2026-09-11T12:00:00+02:00")));
  await done(leaveHandover(tx, actorOf(actors, "jon"), {
    profileId: profileOf(register, "activitypub/robledal"), text: "Queda pendiente confirmar con Movilidad la hora del corte de la calle Mayor antes de contestar.",
  }, at("2026-09-18T14:55:00+02:00")));
}
