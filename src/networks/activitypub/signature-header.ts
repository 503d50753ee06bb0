import { msBetween, type Instant, HOUR, instantOf } from "#kernel/instant.ts";

/** What an inbound request says of its signature, before anything of it is believed. */
export interface ClaimedSignature {
  readonly spec: "draft-cavage-http-signatures-12" | "rfc9421";
  readonly keyId: URL;
}

export type SignatureRefusal =
  | "unsigned"
  | "unreadable-signature"
  | "bad-key-id"
  | "signed-headers-missing"
  | "signed-header-absent"
  | "bad-date"
  | "date-outside-window"
  | "bad-digest";

const WINDOW_MS = HOUR;
const LONGEST = 8_192;
/** What a signature must cover, or it could be moved to another request. */
const MUST_COVER = ["(request-target)", "host", "date", "digest"];

/**
 * Reads the signature headers more strictly than the verifier does: one signature, each parameter once, every header
 * that must be covered is covered and present, and dated within an hour. So the verifier cannot understand another thing.
 */
export function readSignature(headers: Headers, now: Instant): ClaimedSignature | SignatureRefusal {
  const signature = headers.get("signature");
  if (signature === null) return "unsigned";
  const input = headers.get("signature-input");
  if (signature.length > LONGEST || (input?.length ?? 0) > LONGEST) return "unreadable-signature";
  return input === null ? readDraft(signature, headers, now) : readRfc9421(signature, input, headers, now);
}

const PARAMETER = /^(?<name>keyId|algorithm|headers|signature|created|expires)=(?:"(?<text>[^",\\]*)"|(?<number>\d{1,12}))$/;

function readDraft(signature: string, headers: Headers, now: Instant): ClaimedSignature | SignatureRefusal {
  const parameters = new Map<string, string>();
  for (const part of signature.split(",")) {
    const { name, text, number } = PARAMETER.exec(part.trim())?.groups ?? {};
    if (name === undefined || parameters.has(name)) return "unreadable-signature";
    parameters.set(name, text ?? number ?? "");
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(parameters.get("signature") ?? "")) return "unreadable-signature";
  const covered = (parameters.get("headers") ?? "").split(" ");
  if (new Set(covered).size !== covered.length) return "unreadable-signature";
  if (MUST_COVER.some((name) => !covered.includes(name))) return "signed-headers-missing";
  for (const name of covered) {
    if (name === "(request-target)" || (name === "(created)" && parameters.has("created")) || (name === "(expires)" && parameters.has("expires"))) continue;
    if (!/^[a-z0-9-]+$/.test(name)) return "unreadable-signature";
    if (!headers.has(name)) return "signed-header-absent";
  }
  const dated = dateRefusal(headers.get("date"), now);
  if (dated) return dated;
  if (!/^SHA-256=[A-Za-z0-9+/]{43}=$/i.test(headers.get("digest") ?? "")) return "bad-digest";
  const keyId = readKeyId(parameters.get("keyId"));
  return keyId ? { spec: "draft-cavage-http-signatures-12", keyId } : "bad-key-id";
}

// One label, whose list of components and parameters holds nothing that would need a full parser of structured fields.
const INPUT = /^(?<label>[a-z][a-z0-9_-]{0,63})=\((?<components>(?:"[@a-z0-9-]{1,64}"(?: |(?=\))))*)\)(?<parameters>(?:;[a-z]{1,16}=(?:"[^"\\]*"|\d{1,12}))*)$/;

function readRfc9421(signature: string, input: string, headers: Headers, now: Instant): ClaimedSignature | SignatureRefusal {
  const { label, components = "", parameters = "" } = INPUT.exec(input)?.groups ?? {};
  if (label === undefined) return "unreadable-signature";
  if (!new RegExp(`^${label}=:[A-Za-z0-9+/]+={0,2}:$`).test(signature)) return "unreadable-signature";
  const covered = components.split(" ").map((component) => component.slice(1, -1));
  if (new Set(covered).size !== covered.length) return "unreadable-signature";
  const where = covered.includes("@target-uri") || (covered.includes("@authority") && covered.includes("@path"));
  if (!where || !covered.includes("@method") || !covered.includes("content-digest")) return "signed-headers-missing";
  if (covered.some((name) => !name.startsWith("@") && !headers.has(name))) return "signed-header-absent";
  const given = new Map<string, string>();
  for (const match of parameters.matchAll(/;([a-z]+)=(?:"([^"]*)"|(\d+))/g)) {
    const [, name = "", text, number] = match;
    if (given.has(name)) return "unreadable-signature";
    given.set(name, text ?? number ?? "");
  }
  const created = given.get("created");
  if (created === undefined || !/^\d{1,11}$/.test(created)) return "bad-date";
  if (Math.abs(msBetween(instantOf(Number(created) * 1_000), now)) > WINDOW_MS) return "date-outside-window";
  const expires = given.get("expires");
  if (expires !== undefined && (!/^\d{1,11}$/.test(expires) || instantOf(Number(expires) * 1_000) < now)) return "date-outside-window";
  // Who signs the Date too is held to it.
  if (covered.includes("date")) {
    const dated = dateRefusal(headers.get("date"), now);
    if (dated) return dated;
  }
  if (!/^sha-256=:[A-Za-z0-9+/]{43}=:$/.test(headers.get("content-digest") ?? "")) return "bad-digest";
  const keyId = readKeyId(given.get("keyid"));
  return keyId ? { spec: "rfc9421", keyId } : "bad-key-id";
}

const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function dateRefusal(date: string | null, now: Instant): "bad-date" | "date-outside-window" | undefined {
  if (date === null || !HTTP_DATE.test(date)) return "bad-date";
  const epochMs = Date.parse(date);
  if (Number.isNaN(epochMs)) return "bad-date";
  return Math.abs(msBetween(instantOf(epochMs), now)) > WINDOW_MS ? "date-outside-window" : undefined;
}

// The address must be written as we would write it, so that it means one thing as a key of caches and as a request.
function readKeyId(text: string | undefined): URL | undefined {
  if (text === undefined || text.length > 1_024 || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isWeb = url.protocol === "https:" || url.protocol === "http:";
  return isWeb && url.href === text && url.username === "" && url.password === "" ? url : undefined;
}
