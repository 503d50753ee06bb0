import { type Finder, finding } from "./field.ts";

/** Digits only, without the prefix of the country: one number is written in many ways. */
const phoneOf = (text: string): string => text.replaceAll(/\D/g, (character, index: number) => (character === "+" && index === 0 ? "+" : "")).replace(/^(?:\+|00)34(?=\d{9}$)/, "");

const TRACKING = /^(?:utm_\w+|fbclid|gclid|mc_[ce]id|_ga|phpsessid|jsessionid|sid)$/i;

/** An address without what does not change where it leads: tracking, fragment, the order of parameters. */
export function addressOf(text: string): string {
  const trimmed = text.trim().replace(/[.,;:!?)\]]+$/, "");
  const [beforeFragment = ""] = trimmed.split("#");
  const [path = "", query = ""] = beforeFragment.split("?", 2);
  const kept = query.split(/&(?:amp;)?/).filter((part) => part !== "" && !TRACKING.test(part.split("=")[0] ?? "")).toSorted();
  const bare = path.replace(/^https?:\/\//i, "").replace(/^www\./i, "").replace(/;jsessionid=[^/]*/i, "").replace(/\/+$/, "");
  const [host = "", ...rest] = bare.split("/");
  return [[host.toLowerCase(), ...rest].join("/"), kept.join("&")].filter((part) => part !== "").join("?");
}

const NINE = String.raw`\d{3}[ .-]?\d{3}[ .-]?\d{3}|\d{3}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}|\d{2}[ .-]\d{3}[ .-]\d{2}[ .-]\d{2}`;

export const addressFinders: readonly Finder[] = [
  finding("url", /(?:https?:\/\/|(?<![\p{L}\d.])www\.)[^\s<>"'\ue001]+/giu, ([text]) => addressOf(text)),
  finding("url", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu, ([text]) => `mailto:${text.toLowerCase().replace(/\.$/, "")}`, /@/),
];

export const phoneFinders: readonly Finder[] = [
  finding("phone", new RegExp(String.raw`(?<![\d.,+])(?:(?:\+|00)\d{2}[ .-]?)?(?:${NINE})(?!\d| ?[€%]|[.,]\d)`, "gu"), ([text]) => phoneOf(text)),
  // «010» and its like: numbers of three digits that begin with zero are none otherwise.
  finding("phone", /(?<![\d.,:/-])0\d{2}(?![\d.,:/-]?\d|\p{L})/gu, ([text]) => text),
  finding("phone", /(?<=(?:tel[eé]fonos?|telefono\p{Ll}*|tel\.?|tfno\.?|tlf\.?|phone|llam\p{Ll}+ al|call|deitu)[ :]{1,3}(?:gratuito |doakoa )?)\d{3,6}(?!\d|\p{L}|[.,:/]\d)/giu, ([text]) => text),
];
