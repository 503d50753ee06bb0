/**
 * The answer of a command that a person may have to put right: a value, or a refusal.
 * A refusal is `{ kind, ...data }`, never prose: the web turns `kind` into a sentence in three languages.
 * Bugs and dead dependencies are not refusals: they throw.
 */
export type Result<Value, Refusal extends { readonly kind: string }> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export function ok(): { readonly ok: true; readonly value: undefined };
export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value };
export function ok<Value>(value?: Value) {
  return { ok: true as const, value };
}

export function refuse<const Refusal extends { readonly kind: string }>(refusal: Refusal) {
  return { ok: false as const, refusal };
}
