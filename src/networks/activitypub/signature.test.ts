import { createVerify, generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { instant } from "#tests/clock.ts";
import { readSignature } from "./signature-header.ts";
import { digestOf, getSigningString, httpDate, postSigningString, signedGet, signedPost } from "./signature.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const at = instant("2026-09-21T08:00:00Z");
const target = new URL("https://otro.example:8443/users/ane/inbox?x=1");
const signer = { keyId: "https://ciudad.example/ap/actors/1#main-key", key: privateKey };

const verified = (text: string, header: string) =>
  createVerify("sha256").update(text).verify(publicKey, Buffer.from(/signature="([^"]+)"/.exec(header)?.[1] ?? "", "base64"));

describe("outgoing signatures (draft-cavage-http-signatures-12)", () => {
  test("sign method, path with query, host, date and digest", async () => {
    const digest = digestOf(Buffer.from("{}"));
    expect(digest).toBe("SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
    const text = postSigningString(target, httpDate(at), digest);
    expect(text).toBe(`(request-target): post /users/ane/inbox?x=1\nhost: otro.example:8443\ndate: Mon, 21 Sep 2026 08:00:00 GMT\ndigest: ${digest}`);
    const headers = await signedPost(target, digest, signer, at);
    expect(verified(text, headers["signature"] ?? "")).toBe(true);
    expect(verified(text.replace("ane", "jon"), headers["signature"] ?? "")).toBe(false);
    expect(headers).toMatchObject({ host: "otro.example:8443", date: "Mon, 21 Sep 2026 08:00:00 GMT", digest });
  });

  test("a GET signs no digest", async () => {
    const headers = await signedGet(target, signer, at);
    expect(verified(getSigningString(target, httpDate(at)), headers["signature"] ?? "")).toBe(true);
    expect(Object.keys(headers).sort()).toEqual(["date", "host", "signature"]);
  });

  test("what we sign is what we would take", async () => {
    const headers = new Headers(await signedPost(target, digestOf(Buffer.from("{}")), signer, at));
    expect(readSignature(headers, at)).toMatchObject({ spec: "draft-cavage-http-signatures-12", keyId: new URL(signer.keyId) });
  });
});

describe("signature headers of others", () => {
  const digest = digestOf(Buffer.from("{}"));
  const read = (signature: string, more: Readonly<Record<string, string>> = {}) =>
    readSignature(new Headers({ host: "a", date: httpDate(at), digest, signature, ...more }), at);
  const whole = 'keyId="https://b.example/k",headers="(request-target) host date digest",signature="YQ=="';

  test.each([
    ["whole", whole, { keyId: new URL("https://b.example/k") }],
    ["a parameter twice", `${whole},keyId="https://c.example/k"`, "unreadable-signature"],
    ["an unknown parameter", `${whole},x="1"`, "unreadable-signature"],
    ["a header twice", whole.replace("host date", "host host date"), "unreadable-signature"],
    ["without headers", 'keyId="https://b.example/k",signature="YQ=="', "signed-headers-missing"],
    ["a header that is not there", whole.replace("digest", "digest x-none"), "signed-header-absent"],
    ["upper case", whole.replace("host", "Host"), "signed-headers-missing"],
    ["no key", whole.replace('keyId="https://b.example/k",', ""), "bad-key-id"],
    ["a key of another scheme", whole.replace("https:", "ftp:"), "bad-key-id"],
    ["a key with a password", whole.replace("b.example", "u:p@b.example"), "bad-key-id"],
    ["a key written oddly", whole.replace("b.example", "B.example"), "bad-key-id"],
    ["no base64", whole.replace("YQ==", "&&"), "unreadable-signature"],
  ])("draft: %s", (_title, signature, expected) => {
    if (typeof expected === "string") expect(read(signature)).toBe(expected);
    else expect(read(signature)).toMatchObject(expected);
  });

  const created = 1_789_977_600;
  const input = `sig1=("@method" "@target-uri" "content-digest");created=${created};keyid="https://b.example/k"`;
  const contentDigest = `sha-256=:${digest.slice("SHA-256=".length)}:`;
  test.each([
    ["whole", input, { spec: "rfc9421" }],
    ["without the body", input.replace(' "content-digest"', ""), "signed-headers-missing"],
    ["without the address", input.replace(' "@target-uri"', ""), "signed-headers-missing"],
    ["authority and path do", input.replace('"@target-uri"', '"@authority" "@path"'), { spec: "rfc9421" }],
    ["without the method", input.replace('"@method" ', ""), "signed-headers-missing"],
    ["two signatures", `${input}, sig2=("@method");created=1`, "unreadable-signature"],
    ["component parameters", input.replace('"@method"', '"@method";req'), "unreadable-signature"],
    ["created in the past", input.replace(String(created), String(created - 3_601)), "date-outside-window"],
    ["created in the future", input.replace(String(created), String(created + 3_601)), "date-outside-window"],
    ["expired", `${input};expires=${created - 1}`, "date-outside-window"],
    ["no time at all", input.replace(`created=${created};`, ""), "bad-date"],
    ["another label", input.replace("sig1", "sig9"), "unreadable-signature"],
  ])("RFC 9421: %s", (_title, signatureInput, expected) => {
    const answer = read("sig1=:YQ==:", { "signature-input": signatureInput, "content-digest": contentDigest });
    if (typeof expected === "string") expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
  });

  test("unusual headers cost their length and no more", () => {
    for (const unit of [",", '"', "a=", 'keyId="', " ", "(", ";a=", '"a" ']) {
      read(unit.repeat(8_000 / unit.length));
      read("sig1=:YQ==:", { "signature-input": `sig1=(${unit.repeat(8_000 / unit.length)}` });
    }
  });
});
