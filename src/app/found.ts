import { checkPassword, hashPassword, openSession, setPassword, type Visitor } from "#modules/access/index.ts";
import { appoint, enterPerson } from "#modules/authority/index.ts";
import { recordEvidence } from "#modules/evidence/index.ts";
import { addUnit, foundCouncil, recordAct } from "#modules/policy/index.ts";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import { type Database, inTransactionUnlessRefused, type Tx } from "#platform/database.ts";
import { recordInstallation } from "#platform/installation.ts";
import { newId } from "#platform/ids.ts";
import type { Founding } from "#web/entry/first-run.ts";
import { instructionArticles } from "./instruction.ts";

/**
 * Founds the council with its coordinating unit and its first coordinator, all or nothing. Until a second coordinator is
 * appointed the start-up regime holds: one person appoints alone, and the record says so.
 */
export async function foundFirstCouncil(
  db: Database, origin: string, founding: Founding, visitor: Visitor, at: Instant,
): Promise<Result<{ readonly sessionToken: string }, { readonly kind: string }>> {
  const strong = checkPassword(founding.password, { email: founding.email, name: founding.personName });
  if (!strong.ok) return strong;
  if (founding.unit === "") return refuse({ kind: "unit-missing" });
  const passwordHash = await hashPassword(founding.password);
  return inTransactionUnlessRefused(db, async (tx): Promise<Result<{ readonly sessionToken: string }, { readonly kind: string }>> => {
    const founded = await foundCouncil(tx, {
      name: founding.names, languages: founding.languages, zone: founding.zone, handleDomain: founding.handleDomain, brand: founding.brand,
    }, at);
    if (!founded.ok) return founded;
    await recordInstallation(tx, { kind: "council", origin, clockOffsetMs: 0 }, at);
    await recordInstruction(tx, at);
    const unitId = await addUnit(tx, { kind: "unit", name: Object.fromEntries(founding.languages.map((language) => [language, founding.unit])), coordinates: true }, at);
    const person = await enterPerson(tx, undefined, { name: founding.personName, email: founding.email, postType: "technical", unitId, language: founding.interfaceLanguage }, at);
    if (!person.ok) return person;
    const appointed = await appoint(tx, undefined, { personId: person.value, role: "coordinator", act: "Puesta en marcha / Abian jartzea", justification: "" }, at);
    if (!appointed.ok) return appointed;
    await setPassword(tx, person.value, passwordHash);
    await recordEvidence(tx, {
      kind: "council.founded", subject: { type: "council", id: newId<"council">(at) }, at,
      facts: { origin, languages: [...founding.languages], zone: founding.zone, handleDomain: founding.handleDomain, regime: "start-up" },
    });
    return ok({ sessionToken: await openSession(tx, person.value, { complete: false, visitor }, at) });
  });
}

/** Act number one: the Instruction whose rules the product carries out. */
export function recordInstruction(tx: Tx, at: Instant): Promise<Id<"act">> {
  return recordAct(tx, {
    kind: "instruction",
    title: {
      es: "Instrucción del Alcalde para la comunicación en medios sociales: gestión y estrategia",
      eu: "Alkatearen jarraibidea gizarte-hedabideetako komunikaziorako: kudeaketa eta estrategia",
    },
    issuer: "Alcaldía", place: "Vitoria-Gasteiz", signedOn: "2017-02-14", binding: true, articles: instructionArticles,
  }, at);
}
