import { type Finder, finding } from "./field.ts";

/** What a page says of what it announced: that it does not take place, not now, or holds no more. */
export const statusFinders: readonly Finder[] = [
  finding("status", /(?<!\p{L})(?:cancelad[oa]s?|anulad[oa]s?|se cancela|bertan behera|cancelled|canceled)(?!\p{L})/giu, () => "cancelled", /cancel|anulad|bertan behera/i),
  finding("status", /(?<!\p{L})(?:aplazad[oa]s?|se aplaza|atzeratu(?:ta|a|ak|egin da)?|postponed)(?!\p{L})/giu, () => "postponed", /aplaza|atzeratu|postponed/i),
  finding("status", /(?<!\p{L})(?:suspendid[oa]s?|se suspende|etenda|eten egin da|suspended)(?!\p{L})/giu, () => "suspended", /suspen|ete(?:nda|n egin)/i),
  finding("status", /(?<!\p{L})(?:entradas agotadas|plazas agotadas|aforo completo|agotad[oa]s|sarrerak agortuta|leku guztiak beteta|agortuta|sold out|fully booked)(?!\p{L})/giu, () => "full", /agota|aforo|agortu|beteta|sold out|fully/i),
  finding("status", /no est[aá] vigente|ya no (?:est[aá] en vigor|es v[aá]lid[oa])|indarrik gabe|ez dago indarrean|no longer (?:valid|in force)/giu, () => "not-in-force", /vig|v[aá]lid|indarr|no longer/i),
];
