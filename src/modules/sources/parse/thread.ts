import "#platform/temporal.ts";
import { parentPort } from "node:worker_threads";
import { refuse } from "#kernel/result.ts";
import { readCalendar } from "./calendar.ts";
import { readFeed } from "./feed.ts";
import { readPage } from "./page.ts";
import type { Reading } from "./reader.ts";
import { readSitemap } from "./sitemap.ts";

// The other end of `reader.ts`.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.on("message", (reading: Reading) => parentPort?.postMessage(guarded(reading)));

// A parser that throws (a stack that overflows) has met a document that nobody thought of: that one is at fault.
function guarded(reading: Reading) {
  try {
    return read(reading);
  } catch {
    return refuse({ kind: "malformed" });
  }
}

function read(reading: Reading) {
  switch (reading.as) {
    case "feed": return readFeed(reading.bytes, reading.contentType);
    case "calendar": return readCalendar(reading.bytes, reading.contentType, reading.setting);
    case "sitemap": return readSitemap(reading.bytes, reading.contentType);
    case "page": return readPage(reading.bytes, reading.contentType, reading.markers);
  }
}
