import type { Localized } from "#kernel/language.ts";
import { refuse, ok, type Result } from "#kernel/result.ts";
import { detectLanguage } from "./language.ts";

/** Languages in which a conversation is answered (PROT-R5): its own where we write it, else the council's, all of them. */
export function answerLanguages(conversation: string, official: readonly string[], inEnglish: boolean): readonly string[] {
  return official.includes(conversation) || (inEnglish && conversation === "en") ? [conversation] : official;
}

export type TextRefusal =
  | { readonly kind: "text-missing"; readonly language: string }
  | { readonly kind: "wrong-language"; readonly expected: string; readonly found: string };

// Below it a short or mixed text tells too little to hold anybody up.
const SURE = 0.6;

/** PROT-R5, blocking: there is a text in each language asked for, and it is in that language. */
export function checkAnswerTexts(texts: Localized, languages: readonly string[]): Result<undefined, TextRefusal> {
  for (const language of languages) {
    const text = (texts[language] ?? "").trim();
    if (text === "") return refuse({ kind: "text-missing", language });
    const detected = detectLanguage(text);
    if (detected && detected.language !== language && detected.confidence >= SURE && text.split(/\s+/).length >= 4) {
      return refuse({ kind: "wrong-language", expected: language, found: detected.language });
    }
  }
  return ok();
}

/** What becomes of a conversation (INB-R1), as far as this version goes. */
export const dispositions = ["answered", "no_reply", "redirected", "spam"] as const;
export type Disposition = (typeof dispositions)[number];

/** Why a conversation may be closed without an answer (PROT-10; Annex A, rows 15, 16 and 19). */
export const noReplyReasons = ["thanks", "opinion", "between_others", "provocation", "repeated", "other"] as const;
export type NoReplyReason = (typeof noReplyReasons)[number];

export type ClosingRefusal =
  | { readonly kind: "disposition-reason-missing" }
  /** Nothing has been answered: it cannot be closed as if it had. */
  | { readonly kind: "not-answered" };

/** INB-R1, blocking: a conversation is closed with what became of it, and that must be so. */
export function checkDisposition(disposition: Disposition, reason: string | null, hasAnswer: boolean): Result<undefined, ClosingRefusal> {
  switch (disposition) {
    case "answered":
    case "redirected":
      return hasAnswer ? ok() : refuse({ kind: "not-answered" });
    case "no_reply":
      return reason !== null && noReplyReasons.some((known) => known === reason) ? ok() : refuse({ kind: "disposition-reason-missing" });
    case "spam":
      return ok();
  }
}
