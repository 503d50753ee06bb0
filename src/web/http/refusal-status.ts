import type { ContentfulStatusCode } from "hono/utils/http-status";

/** HTTP status by the kind of a refusal; what is not listed is something to put right in the request: 422. */
const statuses: Readonly<Record<string, ContentfulStatusCode>> = {
  "not-permitted": 403,
  "own-text": 403,
  "adviser-cannot-approve": 403,
  "signed-out": 401,
  "unknown-publication": 404,
  "unknown-delivery": 404,
  "unknown-item": 404,
  "unknown-source": 404,
  "unknown-profile": 404,
  "unknown-person": 404,
  "unknown-appointment": 404,
  "unknown-conversation": 404,
  "unknown-holiday": 404,
  "unknown-case": 404,
  "case-decided": 409,
  "too-many-reports": 429,
  "account-registered": 409,
  "not-found": 404,
  "revision-conflict": 409,
  "stale-revision": 409,
  "content-changed": 409,
  "conversation-moved": 409,
  "claimed": 409,
  "private-conversation": 403,
  "wrong-state": 409,
  "already-stopped": 409,
  "not-stopped": 409,
  "not-paused": 409,
  "publishing-stopped": 409,
  "bad-input": 400,
  "file-too-large": 413,
  "too-many-streams": 503,
};

export const statusOf = (refusal: { readonly kind: string }): ContentfulStatusCode => statuses[refusal.kind] ?? 422;
