/** Longest suggestion: what is longer is no description of a picture. */
const LONGEST = 1_000;

/** A PDF is known by its mark, which may stand a little after the beginning (ISO 32000-1, note 13 of annex H). */
export function isPdf(bytes: Uint8Array): boolean {
  const mark = [0x25, 0x50, 0x44, 0x46, 0x2d];
  const last = Math.min(bytes.length - mark.length, 1_024);
  for (let at = 0; at <= last; at += 1) if (mark.every((byte, offset) => bytes[at + offset] === byte)) return true;
  return false;
}

/** The words of a page as a person would begin a description with them: on one line, without what cannot be seen, cut between words. */
export function tidyPageText(raw: string): string {
  const line = raw.toWellFormed().replaceAll(UNSEEN, "").replaceAll(/\s+/g, " ").trim();
  const points = Array.from(line);
  if (points.length <= LONGEST) return line;
  const cut = points.slice(0, LONGEST).join("");
  const end = cut.lastIndexOf(" ");
  return `${end > 0 ? cut.slice(0, end) : cut}…`;
}

// Controls but white space, soft hyphens, zero widths, direction marks, private use, what stands for nothing.
const UNSEEN = /(?!\s)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\ufffd]/gu;
