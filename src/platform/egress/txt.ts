import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";

const TIMEOUT_MS = 3_000;
const TRIES = 2;
const MOST_RECORDS = 100;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/**
 * The texts (TXT) that the name server has for a name; none when it has none or does not answer. Nobody is connected to
 * because of what it says: the answer is only read. What is no public-looking name (an address, a name without a dot) is not asked.
 * @param servers `address:port` instead of the system's
 */
export function txtResolver(servers: readonly string[] | undefined): (name: string) => Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers) resolver.setServers([...servers]);
  return async (name) => {
    if (!isAskable(name)) return [];
    try {
      const records = await resolver.resolveTxt(name);
      return records.slice(0, MOST_RECORDS).map((parts) => parts.join(""));
    } catch {
      // No such name, no such record, or nobody there: for whoever asks it is the same.
      return [];
    }
  };
}

const isAskable = (name: string): boolean => {
  const labels = name.split(".");
  return name.length <= 253 && isIP(name) === 0 && labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
};
