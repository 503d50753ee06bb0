import { createHash, type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { epochMsOf, type Instant } from "#kernel/instant.ts";

export interface Signer {
  readonly keyId: string;
  readonly key: KeyObject;
}

const signInThreadPool = promisify(sign);

/** `SHA-256=…`, computed once for all the inboxes that get the same bytes. */
export const digestOf = (body: Uint8Array): string => `SHA-256=${createHash("sha256").update(body).digest("base64")}`;

/** What is signed for a POST, line by line (draft-cavage-http-signatures-12, section 2.3). */
export const postSigningString = (target: URL, date: string, digest: string): string =>
  `(request-target): post ${target.pathname}${target.search}\nhost: ${target.host}\ndate: ${date}\ndigest: ${digest}`;

export const getSigningString = (target: URL, date: string): string =>
  `(request-target): get ${target.pathname}${target.search}\nhost: ${target.host}\ndate: ${date}`;

/** An HTTP date (RFC 9110, IMF-fixdate). */
export const httpDate = (at: Instant): string => new Date(epochMsOf(at)).toUTCString();

/** Headers of a signed POST. RSA runs in the thread pool: the event loop goes on with other deliveries meanwhile. */
export async function signedPost(target: URL, digest: string, signer: Signer, at: Instant): Promise<Readonly<Record<string, string>>> {
  const date = httpDate(at);
  const signature = await signInThreadPool("sha256", Buffer.from(postSigningString(target, date, digest)), signer.key);
  return {
    host: target.host,
    date,
    digest,
    signature: headerOf(signer.keyId, "(request-target) host date digest", signature),
  };
}

export async function signedGet(target: URL, signer: Signer, at: Instant): Promise<Readonly<Record<string, string>>> {
  const date = httpDate(at);
  const signature = await signInThreadPool("sha256", Buffer.from(getSigningString(target, date)), signer.key);
  return { host: target.host, date, signature: headerOf(signer.keyId, "(request-target) host date", signature) };
}

const headerOf = (keyId: string, headers: string, signature: Buffer): string =>
  `keyId="${keyId}",algorithm="rsa-sha256",headers="${headers}",signature="${signature.toString("base64")}"`;
