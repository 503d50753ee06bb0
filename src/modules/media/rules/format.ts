/** What a file is by its first bytes, in the name by which people know it; undefined for what we do not know. */
export function formatOf(bytes: Uint8Array): string | undefined {
  const head = Array.from(bytes.subarray(0, 300), (byte) => String.fromCharCode(byte)).join("");
  return formats.find(([, starts]) => starts.test(head))?.[0];
}

const formats: readonly (readonly [string, RegExp])[] = [
  ["JPEG", /^\xff\xd8\xff/],
  ["PNG", /^\x89PNG\r\n/],
  ["GIF", /^GIF8/],
  ["WebP", /^RIFF[^]{4}WEBP/],
  ["TIFF", /^(II\*\0|MM\0\*)/],
  ["HEIC", /^[^]{4}ftyp(hei|hev|mif1|msf1)/],
  ["AVIF", /^[^]{4}ftypavi/],
  ["MOV", /^[^]{4}ftypqt/],
  ["MP4", /^[^]{4}ftyp/],
  ["WebM", /^[^]E\xdf\xa3[^]*webm/],
  ["AVI", /^RIFF[^]{4}AVI /],
  ["PDF", /^%PDF-/],
  ["ZIP", /^PK[^]{2}/],
  ["SVG", /^\s*(<\?xml[^]*)?<svg/],
  ["HTML", /^\s*<(!doctype html|html)/i],
];
