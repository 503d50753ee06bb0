import { parentPort } from "node:worker_threads";
import { readFeed } from "./feed.ts";
import { readPage } from "./page.ts";
import type { Reading } from "./reader.ts";
import { readSitemap } from "./sitemap.ts";

// The other end of `reader.ts`.
parentPort?.on("message", (reading: Reading) => parentPort?.postMessage(read(reading)));

function read(reading: Reading) {
  switch (reading.as) {
    case "feed": return readFeed(reading.bytes, reading.contentType);
    case "sitemap": return readSitemap(reading.bytes, reading.contentType);
    case "page": return readPage(reading.bytes, reading.contentType, reading.markers);
  }
}
