import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { keyringOf } from "./keyring.ts";

const keyring = keyringOf(randomBytes(32), "");
const secret = new TextEncoder().encode("token of a network");

describe("the keyring", () => {
  test("opens what it sealed, in its context only", () => {
    const sealed = keyring.encrypt(secret, "profile:1:token");
    expect(Buffer.from(keyring.decrypt(sealed, "profile:1:token"))).toEqual(Buffer.from(secret));
    expect(() => keyring.decrypt(sealed, "profile:2:token")).toThrow();
    expect(() => keyringOf(randomBytes(32), "").decrypt(sealed, "profile:1:token")).toThrow();
  });

  test("notices each altered byte", () => {
    const sealed = keyring.encrypt(secret, "c");
    for (let index = 0; index < sealed.length; index += 1) {
      const altered = Uint8Array.from(sealed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(() => keyring.decrypt(altered, "c")).toThrow();
    }
  });
});
