import "#platform/temporal.ts";
import { parseArgs } from "node:util";
import { crashInbound } from "#tests/crash/inbound.ts";
import { crashWholeProcess } from "#tests/crash/process.ts";
import { crashMastodon } from "#tests/crash/mastodon.ts";

/** Crash tests at will: `npm run crash -- --kills 200 [--seed N] [--only process|mastodon|inbound]`. Exit 1 when anything was lost or out twice. */
const { values } = parseArgs({ options: { kills: { type: "string", default: "200" }, seed: { type: "string" }, only: { type: "string" } } });
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const onProgress = (line: string) => process.stderr.write(`\r${line}        `);
const chosen = (name: string) => values.only === undefined || values.only === name;
const reports = [
  ...(chosen("mastodon") ? [await crashMastodon({ seed, kills, posts: kills * 3, onProgress })] : []),
  ...(chosen("process") ? [await crashWholeProcess({ seed, kills, publications: Math.ceil(kills * 0.75), onProgress })] : []),
  ...(chosen("inbound") ? [await crashInbound({ seed, kills, messages: kills * 25, onProgress })] : []),
];
process.stderr.write("\n");
let bad = false;
for (const report of reports) {
  console.log(JSON.stringify(report));
  bad ||= report.lost.length > 0 || report.twice.length > 0 || ("wrong" in report && report.wrong.length > 0) || ("verified" in report && (!report.verified || report.altered.length > 0));
}
process.exitCode = bad ? 1 : 0;
