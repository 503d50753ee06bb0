/**
 * Notices (DOMAIN 5.3): who is told by mail of what waits for them, once, in their own hours. What waits is what the office shows
 * under Today: `Telling` hands it in. `startNotices` writes and sends; with no mail server nothing of it runs.
 */
export { findMailTrouble, listMailTo, type MailRecord, type MailTrouble, sendTrial } from "./own-mail.ts";
export { type NoticePreferences, readNoticePreferences, setNoticePreferences } from "./preferences.ts";
export { type NoticeGroup, noticeGroups, type NoticeMode, type Weight } from "./rules/telling.ts";
export { dropUnsentMail, type MailLine } from "./store.ts";
export { forgetOldMail, type Letter, type Telling, tellPeople, type WaitingThing } from "./sweep.ts";
export { type NoticeWork, type PostOffice, sendDueMail, startNotices } from "./worker.ts";
