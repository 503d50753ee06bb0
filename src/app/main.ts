import "#platform/temporal.ts";
import { readConfig } from "#platform/config.ts";
import { commands } from "./cli/commands.ts";
import { type Call, exitCodes, Misuse, parseCall } from "./cli/command.ts";
import { version } from "./version.ts";

const print = (line: string) => process.stdout.write(`${line}\n`);
const tell = (line: string) => process.stderr.write(`${line}\n`);

const overview = () =>
  [
    `pregonero ${version}`,
    "",
    "Usage: npm run pregonero -- COMMAND [options]",
    "",
    ...commands.map((command) => `  ${command.name.padEnd(10)}${command.summary}`),
    "",
    "Each command tells more with --help. Exit codes: 0 done, 1 failed or found something wrong, 2 called wrongly.",
  ].join("\n");

async function main([name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    print(overview());
    return name === undefined ? exitCodes.misuse : exitCodes.done;
  }
  if (name === "--version") {
    print(version);
    return exitCodes.done;
  }
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) throw new Misuse(`no such command: ${name}\n\n${overview()}`);
  const parsed = parseCall(command, words);
  if (parsed.help) {
    print(`pregonero ${command.name} ${command.usage}\n\n${command.help}`);
    return exitCodes.done;
  }
  const call: Call = { config: readConfig(process.env), words: parsed.words, options: parsed.options, print, tell };
  return command.run(call);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  tell(error instanceof Misuse ? error.message : `pregonero: ${error instanceof Error ? error.message : String(error)}`);
  if (!(error instanceof Misuse) && error instanceof Error && error.cause instanceof Error) tell(`  because: ${error.cause.message}`);
  process.exitCode = error instanceof Misuse ? exitCodes.misuse : exitCodes.failed;
}
