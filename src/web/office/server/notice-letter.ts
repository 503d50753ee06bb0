import { html } from "hono/html";
import type { Instant } from "#kernel/instant.ts";
import type { MailLine } from "#modules/notices/index.ts";
import type { Format } from "#web/i18n/format.ts";
import type { Translate } from "#web/i18n/translate.ts";

interface Setting {
  readonly t: Translate;
  readonly format: Format;
  readonly council: string;
  readonly origin: string;
}

/** A mail in its reader's language, as plain text and as the same in simple HTML: what, and where in the office; nothing can be done from it. */
export async function writeLetter(
  { t, format, council, origin }: Setting, { kind, lines }: { readonly kind: "now" | "digest" | "trial"; readonly lines: readonly MailLine[] }, at: Instant,
): Promise<{ readonly subject: string; readonly text: string; readonly html: string }> {
  const subject = subjectOf(t, format, kind, lines, at);
  const intro = kind === "trial" ? t("notices.trialText") : kind === "digest" ? t("notices.digestText") : t("notices.nowText");
  const foot = t("notices.foot", { council });
  const account = `${origin}/app/settings/account`;
  const text = [intro, "", ...lines.flatMap(({ label, title, path }) => [`- ${label}: ${title}`, `  ${origin}/app${path}`]), ...(lines.length > 0 ? [""] : []), "--", foot, account, ""].join("\n");
  const page = html`<!doctype html><html lang="${t.language}"><head><meta charset="utf-8"><title>${subject}</title></head><body><p>${intro}</p>${
    lines.length > 0 ? html`<ul>${lines.map(({ label, title, path }) => html`<li>${label}: <a href="${origin}/app${path}">${title}</a></li>`)}</ul>` : ""
  }<p><small>${foot} <a href="${account}">${t("notices.title")}</a></small></p></body></html>`;
  return { subject, text, html: String(await page) };
}

function subjectOf(t: Translate, format: Format, kind: "now" | "digest" | "trial", lines: readonly MailLine[], at: Instant): string {
  if (kind === "trial") return t("notices.trialSubject");
  if (kind === "digest") return t("notices.digestSubject", { day: format.dayOfMonth(at), count: lines.length });
  const [first, ...more] = lines;
  const title = `${first?.label ?? ""}: ${first?.title ?? ""}`;
  return more.length === 0 ? title : t("notices.andMore", { title, count: more.length });
}
