import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkpointText, openCheckpoint, parseCheckpointText } from "./checkpoint.ts";
import { ed25519Signer, parseVerifierKey, type Signer, type Verifier, verifierKey } from "./keys.ts";
import { openNote, signNote } from "./signed-note.ts";

const pem = () => generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const verifierOf = (text: string): Verifier => {
  const verifier = parseVerifierKey(text);
  if (!verifier) throw new Error(`not a key: ${text}`);
  return verifier;
};

/** The example key and note of Go's golang.org/x/mod/sumdb/note, where the format comes from. */
const PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SEED = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
const PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const PETER_LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/** Heads that Go's checksum database really signed, years apart. */
const GO = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
const GO_HEADS = [
  "go.sum database tree\n756113\nk9nFMBuXq8uk+9SQNxs/Vadri2XDkaoo96u4uMa0qE0=\n\n— sum.golang.org Az3grgIHxiDLRpsKUElIX5vJMlFS79SqfQDSgHQmON922lNdJ5zxF8SSPPcah3jhIkpG8LSKNaWXiy7IldOSDCt4Pwk=\n",
  "go.sum database tree\n6476701\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=\n\n— sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n",
  "go.sum database tree\n28891140\n++pUIeKTwGvykMUkmM3AT97PwQipMT6H/p7t86E0Sp0=\n\n— sum.golang.org Az3grqNvOILDz7xwAKugtVFZwd+I9IyB/mHrUYzcVaS9zKsRVdRLNGLFpnAcLhyoBBkdIYEzK/+7Eu4wanYttLrPsQo=\n",
  "go.sum database tree\n59045944\nLE6Lx+GNVyuFBv/jKcFIiPkG1WC7DHwG0clpfN/TBlA=\n\n— sum.golang.org Az3grk9ctaTv+CITXOwxCEHU3APAw5X7Ck14+fvFlh0GCktwX15+XPzy//GgL2G50ZgY05e8eXFTWcvW6pN5tozsLQQ=\n",
];

function peter(): Signer {
  const key = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.from(PETER_SEED, "base64")]), format: "der", type: "pkcs8" });
  return { name: "PeterNeumann", publicKey: verifierOf(PETER).publicKey, sign: (bytes) => sign(null, bytes, key) };
}

describe("signed notes", () => {
  test("EVI-2 the note of Go's reference implementation opens, and is signed again to the same bytes", () => {
    expect(openNote(`${PETER_TEXT}\n${PETER_LINE}`, [verifierOf(PETER)])).toMatchObject({ text: PETER_TEXT, signedBy: ["PeterNeumann"], lines: 1 });
    expect(signNote(PETER_TEXT, peter(), 1_679_315_147).startsWith(`${PETER_TEXT}\n${PETER_LINE}— PeterNeumann `)).toBe(true);
    expect(verifierKey(peter())).toBe(PETER);
  });

  test.each(GO_HEADS)("EVI-4 a head of Go's checksum database opens %#", (note) => {
    expect(openCheckpoint(note, [verifierOf(GO)])).toMatchObject({ origin: "go.sum database tree", size: Number(note.split("\n")[1]), signedBy: ["sum.golang.org"] });
    expect(openCheckpoint(note, [verifierOf(PETER)])).toBe("unknown-key");
  });

  test("EVI-2 what we sign opens with time and root, under the key's text", () => {
    const signer = ed25519Signer("robledal.example/evidence", pem());
    const root = new Uint8Array(32).fill(9);
    const note = signNote(checkpointText({ origin: "robledal.example/evidence", size: 7, root }), signer, 1_790_000_000);
    expect(openCheckpoint(note, [verifierOf(verifierKey(signer))])).toEqual({
      origin: "robledal.example/evidence", size: 7, root, epochSeconds: 1_790_000_000, signedBy: ["robledal.example/evidence"], lines: 2,
    });
  });

  test("EVI-R2 no change of any byte of a checkpoint keeps both signatures", () => {
    const signer = ed25519Signer("robledal.example/evidence", pem());
    const verifier = verifierOf(verifierKey(signer));
    const note = Buffer.from(signNote(checkpointText({ origin: "robledal.example/evidence", size: 1_234, root: new Uint8Array(32) }), signer, 1_790_000_000));
    for (let at = 0; at < note.length; at += 1) {
      for (const bit of [0x01, 0x20, 0x80]) {
        const changed = Buffer.from(note);
        changed[at] = (changed[at] ?? 0) ^ bit;
        const opened = openCheckpoint(changed.toString("utf8"), [verifier]);
        const whole = typeof opened !== "string" && opened.lines === 2 && opened.signedBy.length === 1 && opened.epochSeconds !== undefined;
        expect(whole, `byte ${at} ^ ${bit}`).toBe(false);
      }
    }
  });

  test("EVI-4 signatures of keys one does not know are passed over, a false one of a known key condemns the note", () => {
    const note = `${PETER_TEXT}\n— witness.example AAAAAEFB\n${PETER_LINE}`;
    expect(openNote(note, [verifierOf(PETER)])).toMatchObject({ signedBy: ["PeterNeumann"], lines: 2 });
    expect(openNote(`${PETER_TEXT}\n${PETER_LINE}${PETER_LINE.replace("JnAM=", "JnAI=")}`, [verifierOf(PETER)])).toBe("forged");
    expect(openNote(`${PETER_TEXT}\n— witness.example AAAAAEFB\n`, [verifierOf(PETER)])).toBe("unknown-key");
  });

  test.each([
    ["without signatures", `${PETER_TEXT}\n`],
    ["without an empty line", `${PETER_TEXT}${PETER_LINE}`],
    ["without its last newline", `${PETER_TEXT}\n${PETER_LINE.trimEnd()}`],
    ["with a carriage return", `${PETER_TEXT}\r\n\n${PETER_LINE}`],
    ["with a tab", `a\tb\n\n${PETER_LINE}`],
    ["with a hyphen for the dash", `${PETER_TEXT}\n${PETER_LINE.replace("—", "-")}`],
    ["with a signature that is not base64", `${PETER_TEXT}\n— PeterNeumann x08go*\n`],
    ["with base64 that has loose bits", `${PETER_TEXT}\n— PeterNeumann AAAAAAB=\n`],
    ["with a plus in the name", `${PETER_TEXT}\n— a+b AAAAAEFB\n`],
    ["with a signature shorter than its key's id", `${PETER_TEXT}\n— PeterNeumann AAAA\n`],
    ["of endless length", `${"a\n".repeat(60_000)}\n${PETER_LINE}`],
    ["with endless signatures", `${PETER_TEXT}\n${PETER_LINE.repeat(65)}`],
  ])("EVI-4 a note %s is not read", (_, note) => {
    expect(openNote(note, [verifierOf(PETER)])).toBe("unreadable");
  });

  test("EVI-4 no part of a verifier key, and no other first use of it, is a key", () => {
    for (let from = 0; from < PETER.length; from += 1) {
      for (let to = from; to <= PETER.length; to += 1) {
        if (from !== 0 || to !== PETER.length) expect(parseVerifierKey(PETER.slice(from, to)), `${from} ${to}`).toBeUndefined();
      }
    }
    expect(parseVerifierKey("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")).toBeUndefined();
    expect(() => ed25519Signer("two words", pem())).toThrow(/neither spaces/);
    const rsa = generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    expect(() => ed25519Signer("robledal.example", rsa)).toThrow(/Ed25519/);
  });
});

describe("checkpoint texts", () => {
  test("EVI-2 are read back as written", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z./]{1,40}$/), fc.maxSafeNat(), fc.uint8Array({ minLength: 32, maxLength: 32 }), (origin, size, root) => {
        expect(parseCheckpointText(checkpointText({ origin, size, root }))).toEqual({ origin, size, root });
      }),
    );
  });

  const root = Buffer.alloc(32).toString("base64");
  test.each([`\n1\n${root}\n`, `o\n01\n${root}\n`, `o\n-1\n${root}\n`, `o\n1\n${root}`, `o\n1\nAAAA\n`, `o\n1\n${root}\n\nx\n`, `o\n99999999999999999\n${root}\n`, "o\n1\n"])(
    "EVI-4 %j is none",
    (text) => {
      expect(parseCheckpointText(text)).toBeUndefined();
    },
  );

  test("EVI-2 lines that follow are read over", () => {
    expect(parseCheckpointText(`o\n1\n${root}\nmore\n`)).toMatchObject({ origin: "o", size: 1 });
  });
});
