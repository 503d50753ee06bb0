export type { Mail } from "./message.ts";
export { createMailer, type Mailer, type MailOutcome } from "./mailer.ts";
