/**
 * Tar (POSIX ustar), the part that a stream of files needs: regular files with short names, written and read in order in
 * memory of a fixed size. Any `tar` opens what is written here.
 */
const BLOCK = 512;
const LONGEST_NAME = 100;
const LARGEST = 8 ** 11 - 1;

/**
 * The header and then the padded content of one file.
 * @param name at most 100 ASCII characters, with `/`
 * @param mtimeSeconds seconds since 1970
 */
export function* tarMember(name: string, content: Uint8Array, mtimeSeconds: number): Generator<Uint8Array> {
  yield header(name, content.length, mtimeSeconds);
  yield content;
  const padding = (BLOCK - (content.length % BLOCK)) % BLOCK;
  if (padding > 0) yield new Uint8Array(padding);
}

/** What ends an archive. */
export const tarEnd = (): Uint8Array => new Uint8Array(2 * BLOCK);

function header(name: string, size: number, mtimeSeconds: number): Uint8Array {
  if (!/^[\x21-\x7e]+$/.test(name) || name.length > LONGEST_NAME) throw new RangeError(`not a name for an archive: ${name}`);
  if (size > LARGEST) throw new RangeError(`too large for an archive: ${size}`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, offset: number, length: number) => block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, offset, "latin1");
  block.write(name, 0, "latin1");
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtimeSeconds, 136, 12);
  block.write("0", 156, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

export interface TarMember {
  readonly name: string;
  readonly size: number;
  /** To be read before the next member is asked for; what was left unread is passed over. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** An archive that is not one, or that ends before its end. */
export class TarFault extends Error {}

/** @throws TarFault for what `tarMember` and `tarEnd` do not write */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const input = new Input(source);
  for (;;) {
    const block = await input.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) {
      await input.exactly(BLOCK);
      // To the end: whoever wrapped the archive tells there whether it is whole.
      while (await input.some(BLOCK)) continue;
      return;
    }
    const { name, size } = parseHeader(Buffer.from(block));
    const rest = { bytes: size };
    yield { name, size, content: contentOf(input, rest) };
    while (rest.bytes > 0) rest.bytes -= (await input.must(rest.bytes)).length;
    await input.exactly((BLOCK - (size % BLOCK)) % BLOCK);
  }
}

async function* contentOf(input: Input, rest: { bytes: number }): AsyncGenerator<Uint8Array> {
  while (rest.bytes > 0) {
    const piece = await input.must(rest.bytes);
    rest.bytes -= piece.length;
    yield piece;
  }
}

function parseHeader(block: Buffer): { readonly name: string; readonly size: number } {
  const text = (offset: number, length: number) => block.toString("latin1", offset, offset + length).replace(/\0.*$/s, "");
  const sum = Number.parseInt(text(148, 8), 8);
  const counted = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  const size = Number.parseInt(text(124, 12), 8);
  if (sum !== counted || !Number.isSafeInteger(size) || text(257, 6) !== "ustar") throw new TarFault("not an archive that Pregonero wrote");
  return { name: text(0, LONGEST_NAME), size };
}

/** Bytes asked for by number from chunks of any size. */
class Input {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At most `most` bytes; undefined at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#chunk.length === 0) {
      const next = await this.#source.next();
      if (next.done) return undefined;
      this.#chunk = next.value;
    }
    const piece = this.#chunk.subarray(0, most);
    this.#chunk = this.#chunk.subarray(piece.length);
    return piece;
  }

  async must(most: number): Promise<Uint8Array> {
    const piece = await this.some(most);
    if (!piece) throw new TarFault("the file ends before its end: it was cut");
    return piece;
  }

  async exactly(count: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    for (let missing = count; missing > 0; ) {
      const piece = await this.must(missing);
      missing -= piece.length;
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}
