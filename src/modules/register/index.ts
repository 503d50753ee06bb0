export {
  type AnswerPromise, enterHoliday, type HolidayRefusal, listAnswerPromises, type PromiseRefusal, removeHoliday, setAnswerPromise,
} from "./attention.ts";
export { enterProfile, findProfile, listProfiles, type NewProfile, type OpenAccount, type Profile, type ProfileRefusal } from "./profiles.ts";
