import { generateKeyPairSync } from "node:crypto";
import type { Id } from "#kernel/id.ts";
import { type Database, inTransaction } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { instant, testClock } from "#tests/clock.ts";
import { ed25519Signer, verifierKey } from "../notes/keys.ts";
import { type NewRecord, recordAllEvidence } from "../record.ts";
import { sealPending } from "../seal.ts";

export const at = instant("2026-09-21T08:00:00.250Z");
export const origin = "robledal.example/evidence";

export const newPem = (): string => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

/** A key, a clock and what sealing and verifying need of them. */
export function testLog() {
  const clock = testClock();
  const signer = ed25519Signer(origin, newPem());
  const vkey = verifierKey(signer);
  return { clock, signer, vkey, vkeys: [vkey], seal: (db: Database, batch?: number) => sealPending(db, { clock, signer, origin, ...(batch ? { batch } : {}) }) };
}

export function sampleRecord(number: number): NewRecord {
  return {
    kind: number % 5 === 0 ? "publication.corrected" : "publication.confirmed",
    subject: { type: "publication", id: newId<"publication">(at) },
    at,
    facts: { number, network: "activitypub", language: number % 2 === 0 ? "es" : "eu" },
    ...(number % 3 === 0 ? { values: { text: `Aviso ${number}: corte de tráfico en la plaza`, author: { name: `Persona ${number}` } } } : {}),
  };
}

export function recordSamples(db: Database, count: number): Promise<readonly Id<"evidence">[]> {
  return inTransaction(db, (tx) => recordAllEvidence(tx, Array.from({ length: count }, (_, number) => sampleRecord(number))));
}
