import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ed25519Signer, exportLog, parseVerifierKey, type PublishedReader, verifierKey, verifyPublished, verifyStore, type VerifyReport } from "#modules/evidence/index.ts";
import { disableAccess, invite, listAccess, listApiTokens, makeApiToken, revokeApiToken } from "#modules/access/index.ts";
import { type Action, actions, appoint, enterPerson, listAppointments, listPeople, type PostType } from "#modules/authority/index.ts";
import { listUnits } from "#modules/policy/index.ts";
import { parseId } from "#kernel/id.ts";
import { systemClock } from "#platform/clock.ts";
import { folders, isLoopback } from "#platform/config.ts";
import { inTransaction } from "#platform/database.ts";
import { createEgress } from "#platform/egress/index.ts";
import { openKeyring } from "#platform/keyring.ts";
import { jsonLog } from "#platform/log.ts";
import { migrate, readMigrations } from "#platform/migrate.ts";
import { refuseUnfinishedRestore } from "../backup/unfinished.ts";
import { holdDatabase, openDatabases } from "../databases.ts";
import { seedExample } from "../example/seed.ts";
import { migrationFolders } from "../migrations.ts";
import { startProcess } from "../process.ts";
import { hostAndPort } from "../runtime.ts";
import { backup } from "./backup.ts";
import { type Call, type Command, exitCodes, Misuse, progress } from "./command.ts";
import { doctor } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { restore } from "./restore.ts";
import { visitDatabase } from "./visit.ts";

const log = jsonLog((line) => process.stderr.write(`${line}\n`), () => systemClock().now());

const serve: Command = {
  name: "serve",
  summary: "start Pregonero",
  usage: "",
  options: {},
  help: "Starts the database, the workers and the web server, and runs until it is told to stop (Ctrl+C or SIGTERM).\nPORT, HOST, PREGONERO_ORIGIN, PREGONERO_DATA and DATABASE_URL change where.",
  run: async (call) => {
    const running = await startProcess(call.config, log, (line) => call.tell(line));
    call.print(`\n  Pregonero: ${running.origin}`);
    if (running.startUpKey) call.print(`  Clave de arranque / Abiarazte-gakoa / Start-up key: ${running.startUpKey}`);
    call.print("");
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    call.tell("Stopping…");
    await running.stop();
    return exitCodes.done;
  },
};

const migrateCommand: Command = {
  name: "migrate",
  summary: "bring the database up to date",
  usage: "",
  options: {},
  help: "Applies the migrations that are missing. `serve` does it too; this command is for doing it beforehand.",
  run: async (call) => {
    const databases = await openDatabases(call.config);
    try {
      await refuseUnfinishedRestore(databases.council);
      const count = await migrate(databases.council, await readMigrations(await migrationFolders()), (done, of, name) => call.tell(`${done + 1} of ${of}: ${name}`));
      call.print(count === 0 ? "The database is up to date." : `${count} migrations applied.`);
      return exitCodes.done;
    } finally {
      if (!databases.adopted) await databases.stop();
    }
  },
};

const demo: Command = {
  name: "demo",
  summary: "load or drop the example city",
  usage: "load | drop",
  options: {},
  help: "`load` creates the example city in a database of its own (dropping an earlier one); `drop` deletes it whole.\nPregonero must not be running. Only for use from this machine: its people sign in without passwords.",
  run: async (call) => {
    const [what] = call.words;
    if (what !== "load" && what !== "drop") throw new Misuse("say `demo load` or `demo drop`");
    if (!isLoopback(new URL(call.config.origin).hostname)) throw new Misuse("the example city is only for localhost");
    const databases = await openDatabases(call.config);
    try {
      const held = await holdDatabase(databases.council);
      if (!held) {
        call.tell("Pregonero is running; stop it first.");
        return exitCodes.failed;
      }
      await databases.dropExample();
      if (what === "load") {
        const address = await databases.example();
        await migrate(address, await readMigrations(await migrationFolders()));
        const keyring = await openKeyring(folders(call.config).keys, { masterKey: call.config.masterKey });
        await seedExample({ config: call.config, address, keyring, log });
      }
      await held.release();
      call.print(what === "load" ? "The example city is there. Start Pregonero to enter it." : "The example city is gone.");
      return exitCodes.done;
    } finally {
      // A running Pregonero goes on with its database.
      if (!databases.adopted) await databases.stop();
    }
  },
};

const user: Command = {
  name: "user",
  summary: "list, add, invite and disable people",
  usage: "list | add | invite MAIL | disable MAIL | reset-mfa MAIL",
  options: { name: { type: "string" }, mail: { type: "string" }, post: { type: "string", default: "technical" }, unit: { type: "string" }, coordinator: { type: "boolean" } },
  help: "add --name NAME --mail MAIL [--post technical|service_head|unit_head|mayor_adviser|director|entity_head] [--unit NAME] [--coordinator]\ninvite and reset-mfa print a link with which the person sets a password and a second factor; earlier links and factors stop working.",
  run: (call) =>
    visitDatabase(call, async ({ db, clock, installation }) => {
      const [what, mail] = call.words;
      const now = clock.now();
      const link = (token: string) => `${installation.origin}/invitacion/${token}`;
      if (what === "list") {
        const [people, access, appointments] = await Promise.all([listPeople(db), listAccess(db, now), listAppointments(db, now)]);
        for (const person of people) {
          const roles = appointments.filter((appointment) => appointment.personId === person.id).map((appointment) => appointment.role);
          call.print([person.email, person.name, access.get(person.id) ?? "none", [...new Set(roles)].join("+") || "-"].join("\t"));
        }
        return exitCodes.done;
      }
      if (what === "add") {
        const { name, mail: address, post, unit: unitName } = call.options;
        if (typeof name !== "string" || typeof address !== "string") throw new Misuse("add needs --name and --mail");
        const units = await listUnits(db, now);
        const coordinator = call.options["coordinator"] === true;
        const unit = units.find((candidate) => coordinator ? candidate.coordinates : Object.values(candidate.name).includes(String(unitName)));
        return inTransaction(db, async (tx) => {
          const entered = await enterPerson(tx, undefined, { name, email: address, postType: String(post) as PostType, unitId: unit?.id, language: "es" }, now);
          if (!entered.ok) throw new Misuse(`refused: ${JSON.stringify(entered.refusal)}`);
          if (coordinator) {
            const appointed = await appoint(tx, undefined, { personId: entered.value, role: "coordinator", act: "command line", justification: "" }, now);
            if (!appointed.ok) throw new Misuse(`refused: ${JSON.stringify(appointed.refusal)}`);
          }
          const invited = await invite(tx, undefined, entered.value, now);
          if (!invited.ok) throw new Misuse(`refused: ${JSON.stringify(invited.refusal)}`);
          call.print(link(invited.value));
          return exitCodes.done;
        });
      }
      const person = (await listPeople(db)).find((candidate) => candidate.email.toLowerCase() === mail?.toLowerCase());
      if (!person) throw new Misuse(mail ? `nobody has the mail ${mail}` : "say whose mail");
      if (what === "invite" || what === "reset-mfa") {
        const invited = await inTransaction(db, (tx) => invite(tx, undefined, person.id, now));
        if (!invited.ok) throw new Misuse(`refused: ${JSON.stringify(invited.refusal)}`);
        call.print(link(invited.value));
        return exitCodes.done;
      }
      if (what === "disable") {
        await inTransaction(db, (tx) => disableAccess(tx, person.id, undefined, now));
        call.print(`${person.email}: sessions, tokens and sign-in ended`);
        return exitCodes.done;
      }
      throw new Misuse("say list, add, invite, disable or reset-mfa");
    }),
};

const token: Command = {
  name: "token",
  summary: "make, list and revoke tokens for programs",
  usage: "make | list | revoke ID",
  options: { name: { type: "string" }, mail: { type: "string" }, scope: { type: "string" }, days: { type: "string", default: "365" } },
  help: `make --name NAME --mail MAIL --scope ACTION[,ACTION…] [--days 365]\nThe token may do what the person may, and no more than its scopes: ${actions.join(", ")}.`,
  run: (call) =>
    visitDatabase(call, async ({ db, clock }) => {
      const [what, id] = call.words;
      const now = clock.now();
      if (what === "list") {
        for (const row of await listApiTokens(db)) call.print([row.id, row.name, row.person, row.scopes.join("+"), row.revokedAt ? "revoked" : `until ${row.expiresAt.slice(0, 10)}`].join("\t"));
        return exitCodes.done;
      }
      if (what === "make") {
        const { name, mail, scope, days } = call.options;
        const person = (await listPeople(db)).find((candidate) => candidate.email.toLowerCase() === String(mail).toLowerCase());
        if (typeof name !== "string" || !person || typeof scope !== "string") throw new Misuse("make needs --name, --mail of somebody and --scope");
        if (!/^\d{1,4}$/.test(String(days))) throw new Misuse("--days is a whole number");
        const scopes = scope.split(",").map((part) => part.trim()) as Action[];
        const made = await inTransaction(db, (tx) => makeApiToken(tx, { name, personId: person.id, scopes, days: Number(days) }, now));
        if (!made.ok) throw new Misuse(`refused: ${JSON.stringify(made.refusal)}`);
        call.print(made.value.token);
        call.tell("Shown once. Keep it where programs keep secrets.");
        return exitCodes.done;
      }
      if (what === "revoke") {
        const tokenId = parseId<"api-token">(id ?? "");
        if (tokenId && (await revokeApiToken(db, tokenId, now))) {
          call.print("Revoked.");
          return exitCodes.done;
        }
        throw new Misuse("no such token in force");
      }
      throw new Misuse("say make, list or revoke");
    }),
};

const verify: Command = {
  name: "verify",
  summary: "check the evidence: the database, a folder or another site",
  usage: "[--from FOLDER|ADDRESS] [--key VKEY] [--export FOLDER]",
  options: { from: { type: "string" }, key: { type: "string" }, export: { type: "string" } },
  help: "Without --from, checks everything in the database: every record, value, tile and checkpoint.\n--from checks only what is published, in a folder made by --export or at an address such as https://ciudad.example;\n--key is the verifier key got from elsewhere (for an address or folder its own is used, with a warning).\nExit 1 names the entry, tile or checkpoint at fault. What nobody can see from inside: whether the holder of the key\nwrote the whole log again; copies of checkpoints kept by others show that.",
  run: async (call) => {
    const from = call.options["from"];
    if (typeof from === "string") return report(call, await verifyElsewhere(call, from));
    return visitDatabase(call, async ({ db, keyring, installation }) => {
      const signer = ed25519Signer(new URL(installation.origin).host, keyring.evidenceKey);
      const folder = call.options["export"];
      if (typeof folder === "string") {
        await exportLog(db, { vkey: verifierKey(signer) }, async (path, bytes) => {
          await mkdir(dirname(join(folder, path)), { recursive: true });
          await writeFile(join(folder, path), bytes);
        });
        call.print(`Exported to ${folder}; its key: ${verifierKey(signer)}`);
        return exitCodes.done;
      }
      const bar = progress(call, "Checked entries");
      const found = await verifyStore(db, { vkeys: [verifierKey(signer)], onProgress: (done, of) => bar.at(done, of) });
      bar.end();
      return report(call, found);
    });
  },
};

async function verifyElsewhere(call: Call, from: string): Promise<VerifyReport> {
  const read = /^https?:\/\//.test(from) ? siteReader(call, from) : folderReader(from);
  let key = call.options["key"];
  if (typeof key !== "string") {
    const own = await read("vkey");
    key = own ? new TextDecoder().decode(own).trim() : "";
    call.tell("Using the key that the log itself gives. To be sure of it, pass --key with the one got from elsewhere.");
  }
  if (!parseVerifierKey(key)) throw new Misuse("that is no verifier key");
  return verifyPublished(read, { vkeys: [key] });
}

function folderReader(folder: string): PublishedReader {
  return async (path) => {
    try {
      return new Uint8Array(await readFile(join(folder, path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  };
}

function siteReader(call: Call, address: string): PublishedReader {
  const { origin } = new URL(address);
  const egress = createEgress({ allowPrivate: [...call.config.allowPrivate, ...(isLoopback(new URL(origin).hostname) ? [hostAndPort(origin)] : [])], userAgent: "Pregonero verify", clock: systemClock() });
  return async (path) => {
    const answer = await egress.fetch({ url: `${origin}/evidence/${path}`, maxBytes: 32 * 1024 * 1024, timeoutMs: 30_000, maxRedirects: 2 });
    if (answer.kind !== "answer") throw new Error(`${origin} does not answer: ${answer.reason}`);
    return answer.status === 200 ? answer.body : undefined;
  };
}

function report(call: Call, found: VerifyReport): number {
  if (found.ok) {
    const { entries, tiles, checkpoints, waiting } = found.counted;
    call.print(`The evidence is whole: ${entries} entries, ${tiles} tiles, ${checkpoints} checkpoints${waiting > 0 ? `; ${waiting} wait to be sealed` : ""}.`);
    call.print(`Only checkpoints kept by others could show: ${found.onlyAWitnessSees.join(", ")}.`);
    return exitCodes.done;
  }
  for (const fault of found.faults) call.print(`FAULT ${JSON.stringify(fault)}`);
  return exitCodes.failed;
}

export const commands: readonly Command[] = [serve, migrateCommand, demo, user, token, backup, restore, exportCommand, verify, doctor];
