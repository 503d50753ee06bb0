import { describe, expect, test } from "vitest";
import { checkAccount } from "./account.ts";

describe("PRO-5 the address of an account on a server of others", () => {
  test.each(["movilidad@masto.example", "a@b.example", "udala_2@social.vitoria-gasteiz.example", "ane.b-c@127.0.0.1:8001"])("%s is one", (handle) => {
    expect(checkAccount(handle)).toMatchObject({ ok: true });
  });

  test.each(["movilidad", "@masto.example", "movilidad@", "a@b@c", "mo vilidad@masto.example", "á@masto.example", "a@masto.example/x", "a@-x.example", "Movilidad@masto.example", "a@b.example:port"])("%s is none", (handle) => {
    expect(checkAccount(handle)).toMatchObject({ ok: false, refusal: { kind: "account-shape", handle } });
  });
});
