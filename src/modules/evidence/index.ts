/**
 * Evidence (DOMAIN M18): what the council published and did, in a tree of hashes that can only grow.
 * `recordEvidence` in the transaction of the command ("recorded"), the sequencer seals within seconds ("sealed"),
 * anybody checks. What is promised and what is not: README.md of this folder.
 */
export { eraseValues, type Erasure } from "./erase.ts";
export { exportLog } from "./export.ts";
export { ed25519Signer, parseVerifierKey, type Signer, type Verifier, verifierKey } from "./notes/keys.ts";
export { listRecords, type RecordPage, type RecordSummary } from "./list.ts";
export { checkProof, type ProofFault, proofText } from "./notes/proof.ts";
export {
  type EvidenceRecord, findInclusion, type InclusionProof, listRecordsOf, readCheckpoint, readEntryBundle, readTile, type RecordedValue,
  type SealedCheckpoint,
} from "./queries.ts";
export { type NewRecord, recordAllEvidence, recordEvidence } from "./record.ts";
export { parsePublishedPath, type PublishedPath } from "./rules/tiles.ts";
export { BrokenLogError, sealPending, type SealOptions } from "./seal.ts";
export { type SequencerOptions, startSequencer } from "./sequencer.ts";
export type { Fault, VerifyReport, WitnessOnly } from "./verify/report.ts";
export { type PublishedReader, verifyPublished } from "./verify/verify-published.ts";
export { verifyStore } from "./verify/verify-store.ts";
