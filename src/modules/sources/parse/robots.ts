import robotsParser from "robots-parser";

/** What a robots.txt lets us do. */
export interface Robots {
  mayRead(url: string): boolean;
  readonly sitemaps: readonly string[];
  /** Seconds between two requests, when it asks for that. */
  readonly delaySeconds: number;
}

/** The name under which robots.txt may address us. */
const TOKEN = "Pregonero";
const MOST_SITEMAPS = 20;

// The package is CommonJS and exports the function itself; its types say that it is the member `default`.
const parse = robotsParser as unknown as typeof robotsParser.default;

/** Reads a robots.txt (RFC 9309). */
export function readRobots(url: string, text: string): Robots {
  const robots = parse(url, text);
  return {
    mayRead: (address) => robots.isDisallowed(address, TOKEN) !== true,
    sitemaps: robots.getSitemaps().slice(0, MOST_SITEMAPS),
    delaySeconds: Math.max(0, robots.getCrawlDelay(TOKEN) ?? 0),
  };
}

export const openRobots: Robots = { mayRead: () => true, sitemaps: [], delaySeconds: 0 };
