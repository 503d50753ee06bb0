import { describe, expect, test } from "vitest";
import { checkMailbox } from "./mailbox.ts";

const people = [{ name: "Ane Goikoetxea", email: "ane@robledal.example" }, { name: "Carmen Ruiz de Loizaga", email: "c.ruiz@robledal.example" }];
const check = (email: string) => checkMailbox(email, people, ["robledal.example"]);

describe("PRO-R11 credentials belong to a mailbox of the council, not to a person", () => {
  test.each(["redes.kirola@robledal.example", "medios-sociales@robledal.example", "kirola@correo.robledal.example"])("PRO-R11 %s may hold them", (email) => {
    expect(check(email)).toEqual({ ok: true, value: undefined });
  });

  test.each(["ane@robledal.example", "ANE@robledal.example", "ane.goikoetxea@robledal.example", "goikoetxea_ane@robledal.example", "agoikoetxea@robledal.example", "carmen.loizaga@robledal.example", "ane.goikoetxea@gmail.example"])("PRO-R11 %s is a person's", (email) => {
    expect(check(email)).toMatchObject({ refusal: { kind: "mail-of-a-person" } });
  });

  test("PRO-R6 a mailbox elsewhere is not the council's", () => {
    expect(check("robledal.redes@gmail.example")).toMatchObject({ refusal: { kind: "mail-elsewhere", domains: ["robledal.example"] } });
    expect(check("redes@otrorobledal.example")).toMatchObject({ refusal: { kind: "mail-elsewhere" } });
    expect(check("redes")).toMatchObject({ refusal: { kind: "bad-email" } });
  });
});
