import { createSocket } from "node:dgram";

/** A name server of its own on 127.0.0.1 that knows texts (TXT) and nothing else. */
export interface TestNameServer {
  /** `address:port` */
  readonly address: string;
  /** Names that were asked for, in order. */
  readonly asked: readonly string[];
  set(name: string, texts: readonly string[]): void;
  close(): Promise<void>;
}

const TXT = 16;
const HEADER = 12;
const NO_SUCH_NAME = 3;

/** Answers as RFC 1035 says: the question again, and a record for each text. */
export async function startNameServer(): Promise<TestNameServer> {
  const known = new Map<string, readonly string[]>();
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query, from) => {
    const labels: string[] = [];
    let at = HEADER;
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += 1 + length;
    }
    const question = query.subarray(HEADER, at + 5);
    const name = labels.join(".").toLowerCase();
    asked.push(name);
    const texts = query.readUInt16BE(at + 1) === TXT ? known.get(name) : undefined;
    const header = Buffer.alloc(HEADER);
    query.copy(header, 0, 0, 2);
    // An answer, with recursion asked for and there.
    header.writeUInt16BE(0x8180 + (texts ? 0 : NO_SUCH_NAME), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(texts?.length ?? 0, 6);
    socket.send(Buffer.concat([header, question, ...(texts ?? []).map(recordOf)]), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    set: (name, texts) => void known.set(name.toLowerCase(), texts),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** A text in pieces of at most 255 bytes, of the name in the question, good for a minute. */
function recordOf(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  const pieces: Buffer[] = [];
  for (let from = 0; from < Math.max(bytes.length, 1); from += 255) {
    const piece = bytes.subarray(from, from + 255);
    pieces.push(Buffer.from([piece.length]), piece);
  }
  const data = Buffer.concat(pieces);
  const head = Buffer.alloc(HEADER);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
