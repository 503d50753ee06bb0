/** Addresses in a text: a scheme and everything up to white space, less closing punctuation. */
const LINK = /https?:\/\/[^\s<>"]+[^\s<>"'.,;:!?)\]}»”’]/giu;

export const linksIn = (text: string): readonly string[] => text.match(LINK) ?? [];

export const withLinksAs = (text: string, stand: string): string => text.replaceAll(LINK, stand);

const TRACKING = /^(utm_.*|mtm_.*|pk_.*|matomo_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|jsessionid|phpsessid)$/i;

/** Whether a parameter of an address says who came how, and nothing of the page. */
export const isTracking = (parameter: string): boolean => TRACKING.test(parameter);

/** The address as it is written, without such parameters. */
export function withoutTracking(url: string): string {
  const [, before = url, query, fragment = ""] = /^([^?#]*)\?([^#]*)(#.*)?$/su.exec(url) ?? [];
  if (query === undefined) return url;
  const kept = query.split("&").filter((pair) => !isTracking(pair.split("=")[0] ?? ""));
  return before + (kept.length > 0 ? `?${kept.join("&")}` : "") + fragment;
}
