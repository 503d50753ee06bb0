import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { ok, refuse, type Result } from "#kernel/result.ts";

const derive = promisify(argon2);

// OWASP's Password Storage Cheat Sheet (2025): argon2id with 19 MiB, two passes, one lane.
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const SHORTEST = 12;
const LONGEST = 200;

export type WeakPassword =
  | { readonly kind: "password-short"; readonly need: number }
  | { readonly kind: "password-long"; readonly most: number }
  | { readonly kind: "password-guessable" };

/** Length is what counts (NIST SP 800-63B); only what an attacker tries first is refused besides. */
export function checkPassword(password: string, owner: { readonly email: string; readonly name: string }): Result<undefined, WeakPassword> {
  const length = Array.from(password).length;
  if (length < SHORTEST) return refuse({ kind: "password-short", need: SHORTEST });
  if (length > LONGEST) return refuse({ kind: "password-long", most: LONGEST });
  const plain = password.toLowerCase();
  const own = [owner.email, owner.email.split("@")[0] ?? "", owner.name, "pregonero"].map((word) => word.toLowerCase()).filter((word) => word.length > 3);
  const rest = own.reduce((text, word) => text.replaceAll(word, ""), plain);
  if (new Set(plain).size < 5 || rest.length < 6) return refuse({ kind: "password-guessable" });
  return ok();
}

/** `argon2id$memory$passes$parallelism$salt$key`, numbers in decimal, bytes in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive("argon2id", { message: password.normalize("NFKC"), nonce: salt, tagLength: 32, ...COST });
  return ["argon2id", COST.memory, COST.passes, COST.parallelism, salt.toString("base64url"), key.toString("base64url")].join("$");
}

export async function isPasswordOf(password: string, stored: string): Promise<boolean> {
  const [kind, memory, passes, parallelism, salt = "", key = ""] = stored.split("$");
  if (kind !== "argon2id") return false;
  const expected = Buffer.from(key, "base64url");
  const actual = await derive("argon2id", {
    message: password.normalize("NFKC"),
    nonce: Buffer.from(salt, "base64url"),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(actual, expected);
}

let decoy: Promise<string> | undefined;

/** Takes as long as a real comparison, for accounts that do not exist: the time must not tell. */
export async function comparePasswordWithNothing(password: string): Promise<false> {
  decoy ??= hashPassword(randomBytes(16).toString("hex"));
  await isPasswordOf(password, await decoy);
  return false;
}
