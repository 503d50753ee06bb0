export { enterProfile, findProfile, listProfiles, type NewProfile, type OpenAccount, type Profile, type ProfileRefusal } from "./profiles.ts";
