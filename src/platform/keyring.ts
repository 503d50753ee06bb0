import { createCipheriv, createDecipheriv, createHash, createPublicKey, generateKeyPairSync, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The secrets that live outside the database: one master key that encrypts network tokens and actors' private keys,
 * and the key that signs the evidence. Made at first run in files that only we can read. Losing the master key means
 * connecting every network again; losing the signing key means starting a new log, with the old one still readable.
 */
export interface Keyring {
  /** AES-256-GCM with a fresh 96-bit nonce; `context` (what it is and whose) is bound: it opens nowhere else. */
  encrypt(plain: Uint8Array, context: string): Uint8Array;
  /** @throws Error when the bytes were altered, belong to another context or to another key */
  decrypt(sealed: Uint8Array, context: string): Uint8Array;
  /** A key of 32 bytes for one purpose, always the same. */
  derive(purpose: string): Uint8Array;
  /** Ed25519, PKCS #8 in PEM. */
  readonly evidenceKey: string;
}

const FORMAT = 1;

export async function openKeyring(folder: string, given: { readonly masterKey?: string | undefined } = {}): Promise<Keyring> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const master = given.masterKey
    ? Buffer.from(given.masterKey, "base64")
    : Buffer.from(await readOrMake(join(folder, "master.key"), () => randomBytes(32).toString("base64")), "base64");
  if (master.length !== 32) throw new Error("the master key must be 32 bytes in base64");
  const evidenceKey = await readOrMake(join(folder, "evidence.pem"), () =>
    generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  );
  return keyringOf(master, evidenceKey);
}

/** A keyring from its two secrets; tests make their own. */
export function keyringOf(master: Uint8Array, evidenceKey: string): Keyring {
  const derive = (purpose: string) => new Uint8Array(hkdfSync("sha256", master, "", `pregonero:${purpose}`, 32));
  const sealing = derive("sealing");
  return {
    derive,
    evidenceKey,
    encrypt: (plain, context) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.from([FORMAT]), nonce, cipher.getAuthTag(), body]);
    },
    decrypt: (sealed, context) => {
      if (sealed[0] !== FORMAT || sealed.length < 29) throw new Error("not something that this keyring sealed");
      const decipher = createDecipheriv("aes-256-gcm", sealing, sealed.subarray(1, 13)).setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(13, 29));
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]);
    },
  };
}

/** The two secrets as text, as they are kept. */
export interface Keys {
  /** Base64 of 32 bytes. */
  readonly masterKey: string;
  readonly evidenceKey: string;
}

/**
 * The secrets that are there; none is made.
 * @returns undefined when one is missing
 * @throws Error when they are there and cannot be read
 */
export async function readKeys(folder: string, given: { readonly masterKey?: string | undefined } = {}): Promise<Keys | undefined> {
  const masterKey = given.masterKey ?? (await readIfThere(join(folder, "master.key")));
  const evidenceKey = await readIfThere(join(folder, "evidence.pem"));
  return masterKey === undefined || evidenceKey === undefined ? undefined : { masterKey, evidenceKey };
}

/** Puts secrets in their files, where there are none yet. @throws Error when there are others */
export async function writeKeys(folder: string, keys: Keys, given: { readonly masterKey?: string | undefined } = {}): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = [["evidence.pem", keys.evidenceKey], ...(given.masterKey === undefined ? [["master.key", keys.masterKey]] : [])] as const;
  for (const [name = "", text = ""] of files) {
    if ((await readOrMake(join(folder, name), () => text)) !== text.trim()) throw new Error(`${join(folder, name)} is another key`);
  }
}

/** Tells whether keys are the same without giving them away. */
export function fingerprintOf({ masterKey, evidenceKey }: Keys): string {
  const mark = keyringOf(Buffer.from(masterKey, "base64"), evidenceKey).derive("fingerprint");
  return createHash("sha256").update(mark).update(createPublicKey(evidenceKey).export({ type: "spki", format: "der" })).digest("hex").slice(0, 32);
}

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").then((text) => text.trim(), (error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

async function readOrMake(path: string, make: () => string): Promise<string> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(make());
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return (await readFile(path, "utf8")).trim();
}
