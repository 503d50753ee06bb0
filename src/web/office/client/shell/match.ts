/** Whether every typed word is in the text, without regard to case or accents: «publicacion» finds «Publicación». */
export function matches(typed: string, text: string): boolean {
  const plain = withoutAccents(text);
  return withoutAccents(typed).split(/\s+/).every((word) => plain.includes(word));
}

const withoutAccents = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
