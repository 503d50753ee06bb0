import type { WordsOf } from "#modules/publishing/index.ts";
import { dayAndHours, eventTime, placeIn } from "#web/i18n/event-time.ts";
import { formatter } from "#web/i18n/format.ts";
import { isInterfaceLanguage } from "#web/i18n/translate.ts";

/** Names of the places that a page of the web fills by itself, in the languages in which one may write them; each works in every text. */
const knownNames: readonly (readonly [what: "title" | "summary" | "link" | "when" | "day" | "hours" | "place", names: readonly string[]])[] = [
  ["title", ["título", "titulo", "izenburua", "title"]],
  ["summary", ["resumen", "texto", "laburpena", "testua", "summary", "text"]],
  ["link", ["enlace", "esteka", "lotura", "link", "url"]],
  ["when", ["cuándo", "cuando", "noiz", "when"]],
  ["day", ["fecha", "día", "data", "eguna", "date", "day"]],
  ["hours", ["hora", "ordua", "time"]],
  ["place", ["lugar", "lekua", "tokia", "non", "place", "where"]],
];

/** What a page says for the places of a template, in the language of the text (EDI-9): a place for which it says nothing stays to be filled in. */
export const itemWords: WordsOf = ({ variants, event }, language, zone, now) => {
  const variant = variants.find((each) => each.language === language);
  const format = isInterfaceLanguage(language) && event?.calledOff === null ? formatter(language, zone) : undefined;
  const apart = event && format ? dayAndHours(event, format, now) : undefined;
  const said: Readonly<Record<(typeof knownNames)[number][0], string | undefined>> = {
    title: variant?.title,
    summary: variant?.summary,
    link: (variant ?? variants[0])?.url,
    when: event && format ? eventTime(event, format, now) : undefined,
    day: apart?.day,
    hours: apart?.hours,
    place: event && format ? placeIn(event.place) : undefined,
  };
  return Object.fromEntries(knownNames.flatMap(([what, names]) => names.map((name) => [name, said[what] ?? ""])));
};
