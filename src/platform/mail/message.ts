import MailComposer from "nodemailer/lib/mail-composer";

/** A mail to one person. */
export interface Mail {
  /** Always the same for the same mail, whoever tries to send it and however often: `<…@host>`. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** BCP 47. */
  readonly language: string;
  /** When it was written, ISO 8601. */
  readonly at: string;
}

/** One line for a header: without control characters, and so without a way to begin another header. */
const safeLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();

/**
 * The bytes of a mail: a plain text and the same as HTML.
 * @throws Error when an address is not one plain address
 */
export async function buildMessage(mail: Mail, from: string): Promise<Buffer> {
  for (const address of [from, mail.to]) if (!isPlainAddress(address)) throw new Error("not a mail address");
  const composer = new MailComposer({
    from: { name: "Pregonero", address: from },
    to: { name: "", address: mail.to },
    subject: safeLine(mail.subject),
    text: mail.text,
    html: mail.html,
    messageId: safeLine(mail.messageId),
    date: new Date(mail.at),
    headers: {
      "Content-Language": safeLine(mail.language),
      // Whoever is away must not answer a program (RFC 3834).
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** One address and nothing else: no name, no list, no comment, nothing that ends a line. */
export const isPlainAddress = (text: string): boolean => /^[^\s@<>(),;:\\"\p{Cc}]+@[^\s@<>(),;:\\"\p{Cc}]+$/u.test(text);
