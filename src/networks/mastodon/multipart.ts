import { randomBytes } from "node:crypto";

export interface FilePart {
  readonly name: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface Multipart {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** A form with text fields and one file (RFC 7578). Names and file name are ours: ASCII without quotes. */
export function multipart(fields: Readonly<Record<string, string>>, file: FilePart): Multipart {
  const boundary = `pregonero-${randomBytes(16).toString("hex")}`;
  const head = (disposition: string, type = "") => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${type}\r\n`;
  const texts = Object.entries(fields).map(([name, value]) => `${head(`name="${name}"`)}${value}\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(texts.join("") + head(`name="${file.name}"; filename="${file.fileName}"`, `Content-Type: ${file.mediaType}\r\n`)),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
