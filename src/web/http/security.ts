import type { MiddlewareHandler } from "hono";

// No inline script or style anywhere; pictures and videos from ourselves, pictures also from data (the QR code of the second factor).
const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "media-src 'self'", "font-src 'self'", "connect-src 'self'", "manifest-src 'self'",
  "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
].join("; ");

/** Headers of every answer. */
export const securityHeadersOf = (origin: string): Readonly<Record<string, string>> => ({
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
  ...(origin.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {}),
});

/** Sets them; an answer may bring a policy of its own. */
export function securityHeaders(origin: string): MiddlewareHandler {
  const ours = Object.entries(securityHeadersOf(origin));
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    for (const [name, value] of ours) if (name !== "content-security-policy" || !headers.has(name)) headers.set(name, value);
  };
}

/**
 * Whether an unsafe request comes from our own pages: browsers say so in `Sec-Fetch-Site`, older ones in `Origin`.
 * What says neither is no browser of today and has no cookie to abuse.
 */
export function isOwnRequest(request: Request, origin: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const from = request.headers.get("origin");
  return from === origin;
}
