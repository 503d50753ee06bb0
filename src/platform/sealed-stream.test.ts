import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { isSealed, seal, SealFault, unseal } from "./sealed-stream.ts";

const PIECE = 64 * 1024 + 16;

async function* of(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const PASSPHRASE = "una frase de paso";
const sealed = (bytes: Uint8Array) => collect(seal(PASSPHRASE, of(bytes.subarray(0, 1_000), bytes.subarray(1_000))));
const opened = (bytes: Uint8Array) => collect(unseal(PASSPHRASE, of(bytes.subarray(0, 7), bytes.subarray(7))));

describe("T20 a sealed stream", { timeout: 60_000 }, () => {
  test.each([0, 1, 65_536, 65_537, 200_000])("of %i bytes comes back", async (length) => {
    const bytes = randomBytes(length);
    const closed = await sealed(bytes);
    expect(isSealed(closed)).toBe(true);
    expect(await opened(closed)).toEqual(bytes);
  });

  test("does not open with its pieces in another order, doubled, left out, changed or cut", async () => {
    const closed = await sealed(randomBytes(3 * 65_536 + 10));
    const start = closed.indexOf(10) + 1;
    const head = closed.subarray(0, start);
    const [first, second, third, last] = [0, 1, 2, 3].map((index) => closed.subarray(start + index * PIECE, start + (index + 1) * PIECE));
    if (!first || !second || !third || !last) throw new Error("four pieces were expected");
    const altered = Buffer.from(last);
    altered[3] = (altered[3] ?? 0) ^ 1;
    const wrong = {
      order: [second, first, third, last], doubled: [first, first, second, third, last], leftOut: [first, third, last],
      cutBetweenPieces: [first, second, third], cutInside: [first, second, third.subarray(0, 100)], changed: [first, second, third, altered], more: [first, second, third, last, last], nothing: [],
    };
    for (const [what, pieces] of Object.entries(wrong)) await expect(opened(Buffer.concat([head, ...pieces])), what).rejects.toThrow(SealFault);
    await expect(opened(Buffer.concat([head, first, second, third]))).rejects.toThrow(/cut/);
    expect((await opened(Buffer.concat([head, first, second, third, last]))).length).toBe(3 * 65_536 + 10);
  });

  test("says that the passphrase is another, and does the work that a guess is to cost by its own header only", async () => {
    const closed = await sealed(Buffer.from("x"));
    await expect(collect(unseal("otra frase de paso", of(closed)))).rejects.toThrow(/passphrase is not the one/);
    const dearer = Buffer.from(closed.toString("latin1").replace('"N":131072', '"N":1073741824'), "latin1");
    await expect(opened(dearer)).rejects.toThrow(/first line/);
  });
});
