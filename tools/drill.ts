import "#platform/temporal.ts";
import { parseArgs } from "node:util";
import { drillRestore } from "#tests/crash/restore.ts";

/** The accident at any size: `npm run drill -- restore --rows 1000000`. Exit 1 when anything was lost, altered or out twice. */
const { values, positionals } = parseArgs({ options: { rows: { type: "string", default: "1000000" } }, allowPositionals: true });
const rows = Number(values.rows);
if (positionals[0] !== "restore" || !Number.isSafeInteger(rows) || rows < 0) {
  console.error("npm run drill -- restore [--rows N]");
  process.exit(2);
}
const report = await drillRestore({ rows, onProgress: (line) => process.stderr.write(`${line}\n`) });
console.log(JSON.stringify(report, undefined, 1));
const good = [report.interruptedRefused, report.rowsEqual, report.evidenceKept, report.verified, report.pictureServed, report.oldSessionEnded, report.signedIn, report.told];
process.exitCode = report.lost.length === 0 && report.twice.length === 0 && report.scheduledOut === 1 && good.every(Boolean) ? 0 : 1;
