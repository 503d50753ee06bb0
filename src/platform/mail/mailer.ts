import { Readable } from "node:stream";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { MailServer } from "../config.ts";
import { buildMessage, isPlainAddress, type Mail } from "./message.ts";

/**
 * What became of a mail. `retry`: surely not taken, worth another try. `refused`: surely not taken, and never will be.
 * `unknown`: its content was handed over and no answer came; it may or may not have been taken.
 */
export type MailOutcome =
  | { readonly kind: "sent" }
  | { readonly kind: "retry" | "refused" | "unknown"; readonly code: string };

export interface Mailer {
  /**
   * @param handOver asked once, when the server waits for the content and nothing of it has left: from its `true` on the
   * outcome may become unknown; `false` ends it with nothing sent
   */
  send(mail: Mail, handOver: () => Promise<boolean>): Promise<MailOutcome>;
}

/** How long each step may take; tests are shorter. */
const usualTimes = { connectMs: 15_000, silenceMs: 60_000 };

/**
 * The only way for mail: one connection a mail to the server of the configuration and to no other. Certificates are checked;
 * without TLS no password is sent (`config.ts`).
 */
export function createMailer(server: MailServer, times: typeof usualTimes = usualTimes): Mailer {
  return {
    send: async (mail, handOver) => {
      if (!isPlainAddress(mail.to)) return { kind: "refused", code: "bad-address" };
      return exchange(server, times, mail.to, await buildMessage(mail, server.from), handOver);
    },
  };
}

function exchange(server: MailServer, times: typeof usualTimes, to: string, message: Buffer, handOver: () => Promise<boolean>): Promise<MailOutcome> {
  return new Promise((resolve) => {
    let handedOver = false;
    const connection = new SMTPConnection({
      host: server.host, port: server.port,
      secure: server.security === "tls", requireTLS: server.security === "starttls", ignoreTLS: server.security === "none",
      connectionTimeout: times.connectMs, greetingTimeout: times.connectMs, dnsTimeout: times.connectMs, socketTimeout: times.silenceMs,
      allowInternalNetworkInterfaces: true,
    });
    const end = (outcome: MailOutcome) => {
      resolve(outcome);
      if (outcome.kind === "sent") connection.quit();
      else connection.close();
    };
    const fail = (error: unknown, phase: "greeting" | "sign-in" | "letter") => end(outcomeOf(error, phase, handedOver));
    connection.on("error", (error: unknown) => fail(error, "greeting"));
    // Also when the other end closes without a word: what is resolved already stays as it is.
    connection.on("end", () => fail(undefined, "greeting"));

    const content = new Readable({
      // Asked for only once the server has said that it waits for the content.
      read: () => {
        if (handedOver) return;
        void (async () => {
          const may = await handOver().catch(() => false);
          if (!may) return end({ kind: "retry", code: "not-handed" });
          handedOver = true;
          content.push(message);
          content.push(null);
        })();
      },
    });
    const hand = () =>
      connection.send({ from: server.from, to: [to] }, content, (error) => {
        if (error) fail(error, "letter");
        else end({ kind: "sent" });
      });
    connection.connect((error) => {
      if (error) return fail(error, "greeting");
      if (server.user === undefined) return hand();
      connection.login({ user: server.user, pass: server.password ?? "" }, (refused) => {
        if (refused) fail(refused, "sign-in");
        else hand();
      });
    });
  });
}

/** Only an answer of the server settles what became of a letter that was handed over (RFC 5321, 4.2.1 and 4.5.3.2.6). */
function outcomeOf(error: unknown, phase: "greeting" | "sign-in" | "letter", handedOver: boolean): MailOutcome {
  const said = typeof error === "object" && error !== null && "responseCode" in error && typeof error.responseCode === "number" ? error.responseCode : undefined;
  if (said !== undefined && said >= 400) {
    // What is wrong with the connection or the password is wrong with every mail: that is for the administrator to put right.
    return { kind: said >= 500 && phase === "letter" ? "refused" : "retry", code: String(said) };
  }
  const code = typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code.toLowerCase() : "closed";
  return { kind: handedOver ? "unknown" : "retry", code };
}
