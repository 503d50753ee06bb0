export { type Actor, authorise, factsOf } from "./authorise.ts";
export {
  appoint, type Appointment, type AppointmentRefusal, countCoordinators, enterPerson, findPerson, listAppointments, listPeople,
  type NewAppointment, type NewPerson, type Person, type PersonRefusal, revokeAppointment, type RevocationRefusal, setPreferences,
} from "./people.ts";
export { type Action, type ActionObject, actions, type ActorFacts, can, mayAnywhere, type NotPermitted, type Role, whoMay } from "./rules/can.ts";
export type { PostType } from "./rules/eligibility.ts";
export { maySpeak, type Speech, type Standing, standings, standingsThatSpeak } from "./rules/standing.ts";
export { findStanding, holdStandings, lockStanding, setStanding } from "./standings.ts";
