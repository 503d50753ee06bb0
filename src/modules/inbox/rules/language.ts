/** Languages that can be told apart here; what is neither is left to who declared it. */
export type Told = "es" | "eu" | "en";

// The commonest words of each language that are no common words of the others, and endings that carry a language:
// short messages have little else. Words shared by two (`a`, `on`, `ni`, `no`) are left out or weigh little.
const WORDS: Readonly<Record<Told, readonly string[]>> = {
  es: words(`de la que el en los del las por con una para es al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay
    donde quien desde todo nos durante todos uno les ni contra otros ese eso había ante ellos e esto mí antes algunos qué unos yo otro otras otra él tanto esa estos
    mucho quienes nada muchos cual poco ella estar estas algunas algo nosotros mi mis tú te ti tu tus si no se su un y a hola buenas gracias cuándo dónde cómo cuál
    quiero puedo puede pueden tengo tiene tienen está están estoy sido ser hacer hace hoy mañana ayer calle plaza ayuntamiento barrio horario abre cierra agua luz
    autobús parque piscina biblioteca favor saludos vergüenza siempre nunca solo sólo así ahí aquí allí señores vecinos llevamos llevo`),
  eu: words(`eta da ez bat du dira dut zen hau hori ere baina izan den zer egin behar dugu edo baino ditu dago daude beste bere guztiak gure nire zure zuen haien
    zergatik noiz non nola nor zein zenbat kaixo egun on arratsalde gabon eskerrik asko mesedez barkatu bai orain gaur bihar atzo hemen hor han oso gehiago gutxiago
    dela direla duela dute duzue duzu naiz zara gara zarete nago zaude gaude al ote nahi ahal litzateke nuke genuke dakit dakizue udala udalak udaleko herritar kalea
    kalean plaza auzoa auzoan ordutegia ordutan irekita itxita ura argia autobusa parkea igerilekua liburutegia lotsa beti inoiz inor ezer dago dauka daukat zaigu zait
    zuten zuen ziren genuen nuen bada badira badago ezin bezala arte gero aurretik ondoren bitartean`),
  en: words(`the of and to in is that it was for with as his on be at by had not are but from or have an they which one you were her all she there would their we
    him been has when who will more no if out so said what up its about into than them can only other new some could time these two may then do first any my now such
    like our over me even most made after also did many before must through where much your way down should because each just those people how too good i am this
    hello hi thanks thank please street council bus park pool library open opens close closes closed today tomorrow yesterday why whats dont isnt cant`),
};

const ENDINGS: readonly (readonly [Told, RegExp, number])[] = [
  ["eu", /(?:tzen|tzea|tzeko|aren|aren?tzat|arekin|etako|etan|etara|etatik|ekin|rako|rantz|koa|koak|ean|ak|ek|ik|tik|tzat|gatik|gaz|dugu|duzue|zaizu|rik|txo|tx\p{L}*|tz\p{L}*|ts\p{L}*)$/u, 0.55],
  ["es", /(?:ción|ciones|mente|ando|iendo|ado|ada|ados|adas|aron|ieron|amos|emos|imos|ísimo|ísima|dad|dades|ía|ías|ando|és|ñ\p{L}*|ll\p{L}+)$/u, 0.6],
  ["en", /(?:ing|tion|ness|ould|ight|ough|ly|ed|'s|n't|wh\p{L}+|th\p{L}+)$/u, 0.5],
];

const known = new Map<string, Map<Told, number>>();
for (const [language, list] of Object.entries(WORDS) as [Told, readonly string[]][]) {
  for (const word of list) known.set(word, (known.get(word) ?? new Map<Told, number>()).set(language, 1));
}

export interface Detection {
  readonly language: Told;
  /** 0 to 1: how far it is ahead of the next, among what could be told at all. */
  readonly confidence: number;
  /** About how many words spoke for it. */
  readonly weight: number;
}

/**
 * Which of Spanish, Basque and English a message is in; undefined when nothing in it tells. Links, mentions and hashtags
 * are no words of a language. Linear in the text.
 */
export function detectLanguage(text: string): Detection | undefined {
  const score: Record<Told, number> = { es: 0, eu: 0, en: 0 };
  const plain = text.slice(0, 2_000).toLowerCase().replaceAll(/https?:\/\/\S+|[@#][\p{L}\p{N}_.@-]+/gu, " ");
  let counted = 0;
  for (const [word] of plain.matchAll(/\p{L}[\p{L}\p{M}'’]*/gu)) {
    if (counted++ > 200) break;
    const languages = known.get(word);
    // A word of two languages tells little of each.
    if (languages) for (const language of languages.keys()) score[language] += 1 / languages.size ** 2;
    else for (const [language, ending, weight] of ENDINGS) if (word.length > 3 && ending.test(word)) score[language] += weight;
    if (/[áíóúñ]/u.test(word)) score.es += 0.4;
  }
  if (/[¿¡]/u.test(plain)) score.es += 1;
  const ranked = (Object.entries(score) as [Told, number][]).toSorted((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  if (!first || !second || first[1] < 0.5) return undefined;
  const confidence = (first[1] - second[1]) / (first[1] + second[1]);
  return confidence > 0 ? { language: first[0], confidence, weight: first[1] } : undefined;
}

/**
 * The language in which a citizen is to be answered, and who says so: what is read in the text when it is clear, else what
 * the author's program declared, else the profile's first language.
 */
export function languageOf(text: string, declared: string | undefined, profileLanguages: readonly string[]): { readonly language: string; readonly by: "detected" | "declared" | "profile" } {
  const detected = detectLanguage(text);
  const said = declared?.toLowerCase().split("-")[0];
  if (detected && ((detected.confidence >= 0.3 && detected.weight >= 1.5) || detected.language === said)) return { language: detected.language, by: "detected" };
  if (said && /^[a-z]{2,3}$/.test(said)) return { language: said, by: "declared" };
  if (detected && detected.confidence >= 0.3) return { language: detected.language, by: "detected" };
  return { language: profileLanguages[0] ?? "es", by: "profile" };
}

function words(list: string): readonly string[] {
  return list.split(/\s+/).filter((word) => word !== "");
}
