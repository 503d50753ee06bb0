type Texts = Readonly<Record<string, string>>;

export interface TextChange {
  readonly key: string;
  /** `null`: the text common to all profiles. */
  readonly profileId: string | null;
  readonly language: string;
  readonly before: string;
  readonly after: string;
}

/** Which texts differ between two versions of a publication. */
export function textChanges(
  before: { readonly texts: Texts; readonly forks: Readonly<Record<string, Texts>> },
  after: { readonly texts: Texts; readonly forks: Readonly<Record<string, Texts>> },
): readonly TextChange[] {
  const between = (profileId: string | null, old: Texts, young: Texts): TextChange[] =>
    [...new Set([...Object.keys(old), ...Object.keys(young)])]
      .filter((language) => (old[language] ?? "") !== (young[language] ?? ""))
      .map((language) => ({ key: `${profileId} ${language}`, profileId, language, before: old[language] ?? "", after: young[language] ?? "" }));
  const profiles = [...new Set([...Object.keys(before.forks), ...Object.keys(after.forks)])];
  return [
    ...between(null, before.texts, after.texts),
    ...profiles.flatMap((id) => between(id, before.forks[id] ?? {}, after.forks[id] ?? {})),
  ];
}
