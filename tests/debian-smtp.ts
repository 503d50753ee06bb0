import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Debian's aiosmtpd, a mail server that is not ours: what it takes lies in a maildir. */
export interface DebianSmtp {
  readonly port: number;
  /** Its own authority, in PEM; empty without TLS. */
  readonly certificate: string;
  /** The mails that it has taken. */
  read(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** @param security how it wants to be spoken to */
export async function debianSmtp(security: "none" | "starttls" | "tls" = "none"): Promise<DebianSmtp> {
  const folder = await mkdtemp(join(tmpdir(), "pregonero-smtp-"));
  const [key, certificate, maildir] = [join(folder, "key.pem"), join(folder, "certificate.pem"), join(folder, "mail")];
  if (security !== "none") {
    const made = spawnSync("/usr/bin/openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate]);
    if (made.status !== 0) throw new Error(`openssl: ${made.stderr.toString()}`);
  }
  const port = await freePort();
  const tls = security === "none" ? [] : security === "tls" ? ["--smtpscert", certificate, "--smtpskey", key] : ["--tlscert", certificate, "--tlskey", key];
  const child = spawn("/usr/bin/aiosmtpd", ["-n", ...tls, "-l", `127.0.0.1:${port}`, "-c", "aiosmtpd.handlers.Mailbox", maildir], { stdio: ["ignore", "ignore", "pipe"], env: { PATH: "/usr/bin:/bin" } });
  let printed = "";
  child.stderr.on("data", (chunk: Buffer) => {
    printed += chunk.toString("utf8");
  });
  for (let waited = 0; !(await answers(port)); waited += 50) {
    if (child.exitCode !== null || waited > 15_000) throw new Error(`aiosmtpd did not start: ${printed}`);
    await sleep(50);
  }
  return {
    port,
    certificate: security === "none" ? "" : await readFile(certificate, "utf8"),
    read: async () => {
      const names = await readdir(join(maildir, "new")).catch(() => []);
      return Promise.all(names.map((name) => readFile(join(maildir, "new", name), "utf8")));
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const answers = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(port, "127.0.0.1", () => {
    socket.destroy();
    resolve(true);
  });
  socket.on("error", () => resolve(false));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (typeof address !== "object" || !address) throw new Error("no port");
  return address.port;
}
