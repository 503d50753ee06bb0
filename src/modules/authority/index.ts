export { type Actor, authorise, factsOf } from "./authorise.ts";
export {
  type Competence, type CompetenceRefusal, listCompetences, listSignatures, type NewCompetence, type Proof, recordCompetence, signCommitments,
  withdrawCompetence, type WithdrawalRefusal, writeSignature,
} from "./competences.ts";
export { type Department, listDepartments, listFitness, readFitnessRules } from "./fitness.ts";
export {
  appoint, type Appointment, type AppointmentRefusal, countCoordinators, enterPerson, findPerson, listAppointments, listPeople,
  type NewAppointment, type NewPerson, type Person, type PersonRefusal, revokeAppointment, type RevocationRefusal, setPreferences,
} from "./people.ts";
export { countPractice, listPractice, type NewPractice, type Practice, type PracticeRefusal, recordPractice, withdrawPractice } from "./practice.ts";
export { importPeople, importRows, importUnits, type ImportedLine, type ListRefusal } from "./import.ts";
export { endUnit, enterUnit, type Ground, mergeUnits, reorganiseUnit, type UnitRefusal, type UnitUses } from "./organisation.ts";
export {
  type ActRefusal, enterAct, enterMeeting, enterPeriod, type GroupRefusal, type ParameterRefusal, setParameter, setResponsibility, setWorkingGroup, takePeriodBack,
} from "./policy-commands.ts";
export { maySpeak, type Speech, type Standing, standingsThatSpeak } from "./rules/standing.ts";
export { findStanding, holdStandings, lockStanding, setStanding } from "./standings.ts";
export { changePost, endAppointments, type LeavingRefusal, listPosts, type NewPost, type Post } from "./posts.ts";
export {
  type Action, type ActionObject, actions, type ActorFacts, can, mayAnywhere, type NotFit, type NotPermitted, type Role, whoMay,
} from "./rules/can.ts";
export type { PostType } from "./rules/eligibility.ts";
export {
  type CommitmentState, commitmentState, type CompetenceArea, competenceAreas, expiringAreas, type Fitness, type FitnessRules, type FitUntil, fitUntil, requiredAreas,
} from "./rules/fitness.ts";
export { endSubstitution, insertSubstitution, listSubstitutions, type Substitution } from "./substitutions.ts";
export {
  acceptClauses, type ExternalTerm, listAcceptances, listWithoutMunicipalManager, revokeExternals, setExternalTerms,
} from "./terms.ts";
