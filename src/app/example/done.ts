/** What a seed takes for granted: a refusal here is a bug of ours. */
export async function done<Value>(result: Promise<{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: unknown }>): Promise<Value> {
  const answer = await result;
  if (!answer.ok) throw new Error(`the example city was refused: ${JSON.stringify(answer.refusal)}`);
  return answer.value;
}
