import { ok, refuse, type Result } from "#kernel/result.ts";

export type MailboxRefusal =
  | { readonly kind: "bad-email"; readonly email: string }
  | { readonly kind: "mail-of-a-person"; readonly email: string }
  | { readonly kind: "mail-elsewhere"; readonly email: string; readonly domains: readonly string[] };

/**
 * Whether a mailbox may hold the credentials of a profile: one of the council's own domains (PRO-R6) that is nobody's in
 * person (PRO-R11). A mailbox is a person's when it is in the register of people, or is made of somebody's name.
 */
export function checkMailbox(
  email: string, people: readonly { readonly name: string; readonly email: string }[], domains: readonly string[],
): Result<undefined, MailboxRefusal> {
  const match = /^([^\s@]+)@([^\s@]+\.[^\s@]+)$/.exec(email.trim().toLowerCase());
  const [, local = "", domain = ""] = match ?? [];
  if (!match) return refuse({ kind: "bad-email", email });
  if (people.some((person) => person.email.toLowerCase() === `${local}@${domain}` || isMadeOf(local, person.name))) return refuse({ kind: "mail-of-a-person", email });
  return domains.some((own) => domain === own || domain.endsWith(`.${own}`)) ? ok() : refuse({ kind: "mail-elsewhere", email, domains });
}

/** `ane.goikoetxea`, `goikoetxea_ane`, `agoikoetxea`: first name and a surname, or an initial and a surname. */
function isMadeOf(local: string, name: string): boolean {
  const plain = local.normalize("NFD").replaceAll(/\p{M}/gu, "");
  const [first = "", ...surnames] = name.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter((word) => word.length > 2);
  const joined = plain.replaceAll(/[._-]/g, "");
  return surnames.some((surname) => [first + surname, surname + first, first.charAt(0) + surname].includes(joined));
}
