import { createHash } from "node:crypto";

/** Tokens are 256 random bits; only their SHA-256 is stored. */
export const hashToken = (token: string): Buffer => createHash("sha256").update(token).digest();
