import { readdir, rm, writeFile, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ed25519Signer, verifierKey } from "#modules/evidence/index.ts";
import { diskStore } from "#modules/media/index.ts";
import { folders } from "#platform/config.ts";
import { writeExport } from "../export/write.ts";
import { type Command, exitCodes, Misuse, stages } from "./command.ts";
import { visitDatabase } from "./visit.ts";

export const exportCommand: Command = {
  name: "export",
  summary: "write everything the council owns in open formats",
  usage: "--to FOLDER",
  options: { to: { type: "string" } },
  help: `Writes people, units, profiles, sources, items, publications with their versions and deliveries, followers, conversations with
citizens and all that happened as CSV and JSON lines, the pictures as files and the evidence as a log that anybody can check, with a README.
Pregonero may be running. FOLDER must be empty or not exist; it will hold personal data.
Passwords, second factors, tokens and private keys are not in it: to move to another server, use \`backup\`.
Exit 1 when a picture could not be read; the rest is there. A file named UNFINISHED tells of an export that was interrupted.`,
  run: (call) => {
    const { to } = call.options;
    if (typeof to !== "string" || to === "") throw new Misuse("say where to: --to FOLDER");
    const folder = resolve(to);
    return visitDatabase(call, async ({ db, address, installation, keyring, clock }) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty`);
      const mark = join(folder, "UNFINISHED");
      await writeFile(mark, "This export did not come to its end.\n");
      const bar = stages(call);
      const exported = await writeExport({
        address, db, installation, folder,
        media: diskStore(folders(call.config).media),
        vkey: verifierKey(ed25519Signer(new URL(installation.origin).host, keyring.evidenceKey)),
        at: clock.now(),
        onProgress: (what) => bar.at(what),
      });
      await rm(mark);
      bar.end();
      call.print(folder);
      call.tell(`${Object.values(exported.rows).reduce((sum, count) => sum + count, 0)} rows, ${exported.pictures} pictures, ${exported.entries} entries of evidence.`);
      for (const digest of exported.missing) call.tell(`MISSING the picture ${digest} is not in the store, or is damaged there`);
      return exported.missing.length === 0 ? exitCodes.done : exitCodes.failed;
    });
  },
};
