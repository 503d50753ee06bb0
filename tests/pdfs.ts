import { deflateSync } from "node:zlib";

/** A page as PDF draws it: 72 points an inch, from the bottom left. */
export interface PdfPage {
  readonly width?: number;
  readonly height?: number;
  /** Operators; `(words)` below are drawn before them. */
  readonly content?: string;
  readonly words?: string;
  /** More of the page's dictionary, and of its resources. */
  readonly more?: string;
  readonly resources?: string;
}

export interface PdfSetting {
  readonly pages?: readonly PdfPage[];
  /** More of the catalogue: actions, forms, files. */
  readonly catalogue?: string;
  /** Objects that the rest speaks of as `10 0 R`, `11 0 R` and so on. */
  readonly objects?: readonly (string | Uint8Array)[];
  readonly info?: string;
  readonly font?: string;
}

const FIRST_FREE = 10;

/** A PDF of our own making, uncompressed, with a table that is right. */
export function pdf({ pages = [{ words: "Kaixo" }], catalogue = "", objects = [], info = "", font = "Helvetica" }: PdfSetting = {}): Uint8Array<ArrayBuffer> {
  const first = FIRST_FREE + objects.length;
  const drawn = pages.map(({ width = 300, height = 400, content = "", words = "", more = "", resources = "" }, index) => {
    const operators = `${words === "" ? "" : `BT /F1 24 Tf 20 ${height - 60} Td (${words}) Tj ET\n`}${content}`;
    return [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${first + 2 * index + 1} 0 R /Resources << /Font << /F1 3 0 R >> ${resources} >> ${more} >>`,
      stream("", Buffer.from(operators, "latin1")),
    ] as const;
  });
  const body = new Map<number, string | Uint8Array>([
    [1, `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`],
    [2, `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${first + 2 * index} 0 R`).join(" ")}] >>`],
    [3, `<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`],
    [4, `<< ${info} >>`],
    ...objects.map((object, index) => [FIRST_FREE + index, object] as const),
    ...drawn.flatMap(([page, content], index) => [[first + 2 * index, page], [first + 2 * index + 1, content]] as const),
  ]);
  const parts: Uint8Array[] = [Buffer.from("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1")];
  let length = parts[0]?.length ?? 0;
  const places = new Map<number, number>();
  for (const [id, object] of body) {
    places.set(id, length);
    const whole = Buffer.concat([Buffer.from(`${id} 0 obj\n`, "latin1"), typeof object === "string" ? Buffer.from(object, "latin1") : object, Buffer.from("\nendobj\n", "latin1")]);
    parts.push(whole);
    length += whole.length;
  }
  const most = Math.max(...body.keys());
  const rows = Array.from({ length: most + 1 }, (_, id) => {
    const place = places.get(id);
    return place === undefined ? "0000000000 65535 f \n" : `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  parts.push(Buffer.from(`xref\n0 ${most + 1}\n${rows.join("")}trailer\n<< /Size ${most + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n${length}\n%%EOF\n`, "latin1"));
  return new Uint8Array(Buffer.concat(parts));
}

/** A stream, packed where it is large. */
export function stream(dictionary: string, bytes: Uint8Array): Uint8Array {
  const packed = bytes.length > 10_000;
  const data = packed ? deflateSync(bytes) : bytes;
  return Buffer.concat([Buffer.from(`<< ${dictionary} ${packed ? "/Filter /FlateDecode" : ""} /Length ${data.length} >>\nstream\n`, "latin1"), data, Buffer.from("\nendstream", "latin1")]);
}
