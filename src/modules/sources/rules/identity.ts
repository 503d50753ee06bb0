import { type LanguageTag, parseLanguageTag } from "#kernel/language.ts";
import { isTracking } from "#kernel/links.ts";

/** A web address as its parts, already read by a URL parser: host in lower case and punycode, default ports empty. */
export interface AddressParts {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: string;
  readonly path: string;
  /** Decoded, in the order of the address. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** How a web says the language of a page in its address (WEB-3); each source has its own. */
export interface LanguageRule {
  /** Query parameters, most telling first. They never take part in the identity. */
  readonly params: readonly string[];
  /** Whether a first path segment that is a language of the source (`/eu/...`) tells the language only. */
  readonly pathPrefix: boolean;
}

export const defaultLanguageRule: LanguageRule = { params: ["idioma", "locale", "lang", "language", "hizkuntza"], pathPrefix: true };

export interface Identity {
  /** Equal for all languages and spellings of one page; at most one item has it (WEB-R2). */
  readonly key: string;
  /** This spelling without noise, language included: what the alias table is keyed by. */
  readonly address: string;
  /** Said by the address itself; undefined when it says none of the source's languages. */
  readonly language: LanguageTag | undefined;
}

/** The canonical identity of an address. Scheme, fragment, order of parameters, tracking and language do not matter. */
export function identify(address: AddressParts, rule: LanguageRule, languages: readonly string[]): Identity {
  const telling = new Set(rule.params.map((name) => name.toLowerCase()));
  const kept = address.query.filter(([name]) => name !== "" && !isTracking(name));
  const plain = kept.filter(([name]) => !telling.has(name.toLowerCase()));
  // Sessions of Java servers travel in the path.
  const path = address.path.replace(/;jsessionid=[^/;]*/i, "");
  const prefix = rule.pathPrefix ? leadingLanguage(path, languages) : undefined;
  const host = `${address.host.replace(/\.$/, "")}${address.port ? `:${address.port}` : ""}`;
  return {
    key: host + (prefix?.rest ?? path) + written(plain),
    address: host + path + written(kept),
    language: saidByParameter(kept, rule, languages) ?? prefix?.language,
  };
}

/** The source's language that a tag means: `eu-ES` is `eu` where the source has `eu`; undefined when it has none such. */
export function languageAmong(text: string, languages: readonly string[]): LanguageTag | undefined {
  const tag = parseLanguageTag(text);
  if (!tag) return undefined;
  const known = languages.map((language) => parseLanguageTag(language)).filter((language) => language !== undefined);
  return known.find((language) => language === tag) ?? known.find((language) => primary(language) === primary(tag));
}

const primary = (tag: string): string => tag.split("-")[0] ?? tag;

function saidByParameter(query: AddressParts["query"], rule: LanguageRule, languages: readonly string[]): LanguageTag | undefined {
  for (const wanted of rule.params) {
    for (const [name, value] of query) {
      if (name.toLowerCase() !== wanted.toLowerCase()) continue;
      const language = languageAmong(value, languages);
      if (language) return language;
    }
  }
  return undefined;
}

function leadingLanguage(path: string, languages: readonly string[]): { readonly language: LanguageTag; readonly rest: string } | undefined {
  const [, segment = "", rest = ""] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const language = languageAmong(segment, languages);
  // Only what names the language as the source does: `/es-mx/` of a source in `es` is, `/esp/` is not.
  return language && primary(segment.toLowerCase().replaceAll("_", "-")) === primary(language) ? { language, rest: rest || "/" } : undefined;
}

function written(query: AddressParts["query"]): string {
  if (query.length === 0) return "";
  const pairs = query.map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`);
  return `?${pairs.sort().join("&")}`;
}
