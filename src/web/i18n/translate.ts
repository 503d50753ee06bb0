import type spanish from "./es.json";

/** Languages of the interface; those of the content are the council's. */
export const interfaceLanguages = ["es", "eu", "en"] as const;
export type InterfaceLanguage = (typeof interfaceLanguages)[number];

export const isInterfaceLanguage = (text: string): text is InterfaceLanguage =>
  interfaceLanguages.some((language) => language === text);

/** Messages as translators' tools read them: i18next JSON v4, nested, plural forms as `key_one`, `key_many`, `key_other`. */
export interface Messages {
  readonly [key: string]: string | Messages;
}

type WithoutPluralForm<Key extends string> = Key extends `${infer Base}_${"one" | "many" | "other"}` ? Base : Key;
type KeysOf<Group, Path extends string = ""> = {
  [Key in keyof Group & string]: Group[Key] extends string ? WithoutPluralForm<`${Path}${Key}`> : KeysOf<Group[Key], `${Path}${Key}.`>;
}[keyof Group & string];

/** Every message, by its path: `today.empty`. One that does not exist is a type error. */
export type MessageKey = KeysOf<typeof spanish>;

/** What goes into the placeholders; `count` also chooses the plural form. */
export type MessageValues = Readonly<Record<string, string | number>>;

export interface Translate {
  (key: MessageKey, values?: MessageValues): string;
  readonly language: InterfaceLanguage;
  /** Whether there is such a message: for keys that come from data, such as the kind of a refusal. */
  has(key: string): key is MessageKey;
}

/** The messages of one language as a function. Pure: the same in the browser and on the server. */
export function translator(language: InterfaceLanguage, messages: Messages): Translate {
  const flat = flatten(messages);
  const plural = pluralRule(language);

  const has = (key: string): key is MessageKey => flat.has(key) || flat.has(`${key}_other`);
  const translate = (key: MessageKey, values: MessageValues = {}): string => {
    const count = values["count"];
    const forms = typeof count === "number" ? [`${key}_${plural(count)}`, `${key}_other`, key] : [key, `${key}_other`];
    const found = forms.find((form) => flat.has(form));
    // Only reachable past the type checker; the key itself is then the least bad thing to show.
    if (found === undefined) return key;
    return (flat.get(found) ?? "").replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ""));
  };
  return Object.assign(translate, { language, has });
}

// Basque and English have two forms. Spanish has a third for whole millions ("un millón de"): the same rule as CLDR.
const pluralRule = (language: InterfaceLanguage) => (count: number): "one" | "many" | "other" => {
  if (count === 1) return "one";
  return language === "es" && count !== 0 && Number.isInteger(count) && count % 1_000_000 === 0 ? "many" : "other";
};

function flatten(group: Messages, path = "", into = new Map<string, string>()): ReadonlyMap<string, string> {
  for (const [key, value] of Object.entries(group)) {
    if (typeof value === "string") into.set(path + key, value);
    else flatten(value, `${path}${key}.`, into);
  }
  return into;
}
