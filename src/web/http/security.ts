import type { MiddlewareHandler } from "hono";

// No inline script or style anywhere; pictures from ourselves and from data (the QR code of the second factor).
const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'", "manifest-src 'self'",
  "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
].join("; ");

/** Headers of every answer. */
export function securityHeaders(origin: string): MiddlewareHandler {
  const https = origin.startsWith("https:");
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    if (!headers.has("content-security-policy")) headers.set("content-security-policy", POLICY);
    headers.set("x-content-type-options", "nosniff");
    headers.set("referrer-policy", "same-origin");
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    if (https) headers.set("strict-transport-security", "max-age=31536000");
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
