/**
 * Whether a text says something that cannot wait (PROT-7). Whatever the language it was written in, all the council's terms
 * are looked for: people in trouble do not choose.
 * @param terms `language: words`, separated by semicolons; a `*` at the end stands for any ending
 */
export function isUrgent(text: string, terms: string): boolean {
  const words = ` ${folded(text).join(" ")} `;
  return terms.split(";").some((term) => {
    const said = term.slice(term.indexOf(":") + 1).trim();
    const looked = folded(said).join(" ");
    return looked !== "" && words.includes(said.endsWith("*") ? ` ${looked}` : ` ${looked} `);
  });
}

/** Words without accents, capitals or marks. */
const folded = (text: string): readonly string[] => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
