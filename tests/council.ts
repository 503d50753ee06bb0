import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { type Actor, appoint, enterPerson, type PostType, recordCompetence, requiredAreas, type Role } from "#modules/authority/index.ts";
import { addUnit, foundCouncil } from "#modules/policy/index.ts";
import { type Database, inTransaction } from "#platform/database.ts";

export interface TestCouncil {
  readonly units: Readonly<Record<"transparency" | "mobility" | "sports", Id<"unit">>>;
  readonly coordinator: Actor;
  readonly secondCoordinator: Actor;
  /** Promotes mobility. */
  readonly promoter: Actor;
  /** Promotes sports. */
  readonly otherPromoter: Actor;
}

/** A small council through the product's own commands: one coordination unit, two departments, four people. */
export async function foundTestCouncil(db: Database, at: Instant): Promise<TestCouncil> {
  return inTransaction(db, async (tx) => {
    expectOk(await foundCouncil(tx, {
      name: { es: "Ayuntamiento de Robledal", eu: "Hariztegiko Udala" },
      languages: ["es", "eu"],
      zone: "Europe/Madrid",
      handleDomain: "robledal.example",
      brand: "#00693c",
    }, at));
    const units = {
      transparency: await addUnit(tx, { kind: "unit", name: { es: "Transparencia y Contenidos", eu: "Gardentasuna eta Edukiak" }, coordinates: true }, at),
      mobility: await addUnit(tx, { kind: "department", name: { es: "Movilidad", eu: "Mugikortasuna" } }, at),
      sports: await addUnit(tx, { kind: "department", name: { es: "Deporte", eu: "Kirola" } }, at),
    };
    const staff = (name: string, postType: PostType, role: Role, unitId: Id<"unit">) => enterStaff(db, { name, postType, role, unitId }, at, tx);
    return {
      units,
      coordinator: await staff("Amaia Coordina", "technical", "coordinator", units.transparency),
      secondCoordinator: await staff("Beñat Coordina", "technical", "coordinator", units.transparency),
      promoter: await staff("Carmen Movilidad", "service_head", "promoter", units.mobility),
      otherPromoter: await staff("Dani Deporte", "service_head", "promoter", units.sports),
    };
  });
}

/** A person of a unit with a role there, or with a role for a profile; managers know what they must, unless said otherwise. */
export async function enterStaff(
  db: Database,
  staff: { readonly name: string; readonly postType: PostType; readonly role: Role; readonly unitId: Id<"unit">; readonly profileId?: Id<"profile">; readonly accredited?: false },
  at: Instant,
  within?: Parameters<typeof enterPerson>[0],
): Promise<Actor> {
  const work = async (tx: Parameters<typeof enterPerson>[0]) => {
    const email = `${staff.name.toLowerCase().normalize("NFD").replaceAll(/[^a-z]+/g, ".")}@robledal.example`;
    const personId = expectOk(await enterPerson(tx, undefined, { name: staff.name, email, postType: staff.postType, unitId: staff.unitId, language: "es" }, at));
    expectOk(await appoint(tx, undefined, { personId, role: staff.role, unitId: staff.unitId, profileId: staff.profileId, act: "Decreto 1/2026", justification: "" }, at));
    if (staff.role === "manager" && staff.accredited !== false) await accredit(tx, personId, at);
    return { personId };
  };
  return within ? work(within) : inTransaction(db, work);
}

/** The five areas of competence that the Instruction asks of a manager. */
export async function accredit(tx: Parameters<typeof enterPerson>[0], personId: Id<"person">, at: Instant): Promise<void> {
  for (const area of requiredAreas) expectOk(await recordCompetence(tx, undefined, { personId, area, proof: "course", evidence: "Curso de gestión de perfiles", obtainedAt: at }, at));
}

/** The value of a result that a test takes for granted. */
export function expectOk<Value>(result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }): Value {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}
