import { z } from "zod";

// The form of Annex B as it travels: everything may still be empty; limits keep it storable.
const text = z.string().max(4_000);
const line = z.string().max(500);
const lines = z.array(line).max(60);
const amount = z.number().min(0).max(100_000).nullable();

export const requestContent = z.object({
  unitId: z.uuid().nullable(),
  purpose: text, objectives: lines, publics: lines, publicsEvidence: text, keywords: text, findings: text, whyNew: text,
  kind: z.string().max(40), durationMonths: z.int().min(0).max(600).nullable(),
  networks: z.array(z.object({ network: z.string().max(40), reason: line, handle: z.string().max(320) })).max(20),
  languages: z.array(z.string().max(12)).max(12), layout: z.enum(["bilingual", "separate"]),
  interactionTypes: z.array(z.string().max(40)).max(20), postsPerWeek: amount,
  inbound: z.object({ all: amount, queries: amount, complaints: amount, direct: amount }),
  liveEventsPerWeek: amount, campaigns: amount, estimateAccepted: z.boolean(),
  team: z.array(z.object({ personId: z.string().max(40), role: z.enum(["manager", "substitute"]), hours: z.number().min(0).max(168).nullable(), accreditedBy: z.string().max(10) })).max(40),
  contentKinds: text, sources: text, shortSamples: lines, longSamples: z.array(text).max(40), commentPolicy: text, replyCircuit: text, crisisContact: line,
  indicators: lines, similarProfiles: lines, training: text, dataProtection: z.boolean(), accessibility: z.boolean(),
  contractor: z.boolean(), exceptionality: text, contractFile: line,
  displayName: z.record(z.string().max(12), z.string().max(200)), bio: z.record(z.string().max(12), z.string().max(2_100)), topics: line, firstPostOn: z.string().max(10),
});
