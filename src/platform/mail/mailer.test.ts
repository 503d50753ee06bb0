import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ScriptedSmtp, scriptedSmtp } from "#tests/smtp.ts";
import { createMailer } from "./mailer.ts";
import { buildMessage, type Mail } from "./message.ts";

const mail: Mail = {
  messageId: "<0190@robledal.example>", to: "ane@robledal.example", subject: "Aprobar: Corte de tráfico en la calle Mayor", text: "Espera por usted\n.punto", html: "<p>Espera por usted</p>",
  language: "es", at: "2026-09-21T08:00:00.000Z",
};

describe("a mail", () => {
  const text = async (more: Partial<Mail>) => (await buildMessage({ ...mail, ...more }, "avisos@robledal.example")).toString("utf8");

  test("is plain text and the same in HTML, keeps its id and says that no program should answer it", async () => {
    const built = await text({});
    expect(built).toContain("Message-ID: <0190@robledal.example>\r\n");
    expect(built).toContain("Auto-Submitted: auto-generated\r\n");
    expect(built).toContain("Date: Mon, 21 Sep 2026 08:00:00 +0000\r\n");
    expect(built).toMatch(/Content-Type: text\/plain[\s\S]*Content-Type: text\/html/);
  });

  test.each(["Aprobar\r\nBcc: otra@example.org", "Aprobar\nBcc: otra@example.org", "Aprobar\r\n\r\n<b>", "Aprobar\u2028Bcc: otra@example.org", "a\0b\u0085Bcc: otra@example.org"])("no subject can begin another header: %j", async (subject) => {
    const head = (await text({ subject })).split("\r\n\r\n")[0] ?? "";
    expect(head.split("\r\n").filter((line) => /^bcc:/i.test(line))).toEqual([]);
    expect(head.match(/^Subject:/gim)).toHaveLength(1);
  });

  test.each(["ane@robledal.example\r\nBcc: otra@example.org", "ane@robledal.example, otra@example.org", "Ane <ane@robledal.example>", "ane", "ane@a@b", "@robledal.example"])("%j is not one address", async (to) => {
    await expect(text({ to })).rejects.toThrow("not a mail address");
  });
});

describe("5.3 what becomes of a mail", () => {
  let server: ScriptedSmtp;
  const asked: boolean[] = [];
  const send = (may = true) => createMailer(
    { host: "127.0.0.1", port: server.port, security: "none", user: undefined, password: undefined, from: "avisos@robledal.example" }, { connectMs: 500, silenceMs: 500 },
  ).send(mail, () => {
    asked.push(may);
    return Promise.resolve(may);
  });
  beforeAll(async () => {
    server = await scriptedSmtp();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    asked.length = 0;
    server.answer({});
  });

  test("taken: sent, with its content whole", async () => {
    const before = server.received.length;
    expect(await send()).toEqual({ kind: "sent" });
    expect(server.received).toHaveLength(before + 1);
    expect(asked).toEqual([true]);
  });

  test.each([
    ["a greeting that says to come back", { greeting: "421 busy" }, { kind: "retry", code: "421" }],
    ["nobody greets", { greeting: "silence" }, { kind: "retry", code: "etimedout" }],
    ["hung up before the address", { MAIL: "drop" }, { kind: "retry" }],
    ["an address for later", { RCPT: "451 greylisted" }, { kind: "retry", code: "451" }],
    ["an address that does not exist", { RCPT: "550 no such user" }, { kind: "refused", code: "550" }],
    ["a sender that is not wanted", { MAIL: "553 not you" }, { kind: "refused", code: "553" }],
    ["content not wanted now", { content: "452 full" }, { kind: "retry", code: "452" }],
    ["content never wanted", { content: "554 spam" }, { kind: "refused", code: "554" }],
    ["hung up after the content", { content: "drop" }, { kind: "unknown" }],
    ["silent after the content", { content: "silence" }, { kind: "unknown" }],
  ] as const)("%s", async (_what, script, outcome) => {
    server.answer(script);
    expect(await send()).toMatchObject(outcome);
  });

  test("nothing is handed over that may not be, and until the server waits for it nobody is asked", async () => {
    const before = server.received.length;
    expect(await send(false)).toEqual({ kind: "retry", code: "not-handed" });
    server.answer({ RCPT: "451 later" });
    asked.length = 0;
    await send();
    expect(asked).toEqual([]);
    expect(server.received).toHaveLength(before);
  });

  test("nobody there", async () => {
    const gone = await scriptedSmtp();
    await gone.close();
    const mailer = createMailer({ host: "127.0.0.1", port: gone.port, security: "none", user: undefined, password: undefined, from: "avisos@robledal.example" });
    expect(await mailer.send(mail, () => Promise.resolve(true))).toMatchObject({ kind: "retry" });
  });

  test("without STARTTLS nothing goes where it is asked for", async () => {
    const mailer = createMailer({ host: "127.0.0.1", port: server.port, security: "starttls", user: "u", password: "p", from: "avisos@robledal.example" });
    expect(await mailer.send(mail, () => Promise.resolve(true))).toMatchObject({ kind: "retry" });
    expect(asked).toEqual([]);
  });
});
