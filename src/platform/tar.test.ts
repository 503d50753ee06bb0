import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTar, TarFault, tarEnd, tarMember } from "./tar.ts";

const archiveOf = (files: readonly (readonly [string, Uint8Array])[]): Buffer => Buffer.concat([...files.flatMap(([name, content]) => [...tarMember(name, content, 1_790_000_000)]), tarEnd()]);

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, size = 1_000): Promise<[string, Buffer][]> {
  const files: [string, Buffer][] = [];
  for await (const { name, content } of readTar(chunked(bytes, size))) {
    const pieces: Uint8Array[] = [];
    for await (const piece of content) pieces.push(piece);
    files.push([name, Buffer.concat(pieces)]);
  }
  return files;
}

describe("tar", () => {
  test("gives back what was put in, however the bytes arrive", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 1_500 }), { maxLength: 5 }), fc.integer({ min: 1, max: 2_000 }), async (contents, size) => {
      const files = contents.map((content, index) => [`a/${index}.bin`, content] as const);
      expect(await read(archiveOf(files), size)).toEqual(files.map(([name, content]) => [name, Buffer.from(content)]));
    }), { numRuns: 60 });
  });

  test("passes over what nobody read", async () => {
    const names: string[] = [];
    for await (const member of readTar(chunked(archiveOf([["one", Buffer.alloc(3_000, 1)], ["two", Buffer.from("x")]]), 700))) names.push(member.name);
    expect(names).toEqual(["one", "two"]);
  });

  test("is what the system's tar reads", () => {
    const { stdout, status } = spawnSync("tar", ["-xOf", "-", "two.txt"], { input: archiveOf([["one", Buffer.alloc(600)], ["two.txt", Buffer.from("hola\n")]]) });
    expect({ status, text: stdout.toString() }).toEqual({ status: 0, text: "hola\n" });
  });

  test("cut anywhere is not an archive", async () => {
    const whole = archiveOf([["one", Buffer.alloc(900, 7)]]);
    for (const at of [100, 600, 1_400, whole.length - 600, whole.length - 1]) await expect(read(whole.subarray(0, at)), String(at)).rejects.toThrow(TarFault);
    await expect(read(Buffer.alloc(2_048, 65))).rejects.toThrow(/not an archive/);
  });
});
