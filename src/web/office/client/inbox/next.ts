/** Where to go once a conversation is done with: the one after it in the list, else the one before; undefined when it was the last. */
export function nextAfter(ids: readonly string[], id: string): string | undefined {
  const at = ids.indexOf(id);
  if (at === -1) return ids[0];
  return ids[at + 1] ?? ids[at - 1];
}
