import { html } from "hono/html";
import { DAY, type Instant, msBetween, plusMs } from "#kernel/instant.ts";
import { type AnswerResult, findAnswerResult } from "#modules/inbox/index.ts";
import { maySpeak } from "#modules/authority/index.ts";
import { attentionAt, type AttentionNow, getParameter } from "#modules/policy/index.ts";
import { listAnswerPromises, type Profile } from "#modules/register/index.ts";
import type { Services } from "#web/http/services.ts";
import { hoursInWords, minutesInWords } from "#web/i18n/hours.ts";
import type { Html, PageSetting } from "./frame.ts";

/** When a profile is attended, what it promises and how it has kept it (POR-3); only for those that can be written to. */
export async function promiseFacts({ db, clock }: Services, page: PageSetting, profile: Profile): Promise<Html | string> {
  if (profile.network === "feed") return "";
  const { t } = page;
  const now = clock.now();
  const days = await getParameter(db, "inbox.resultDays", now);
  const [promises, result] = await Promise.all([listAnswerPromises(db, [profile.id], now), findAnswerResult(db, profile.id, plusMs(now, -days * DAY), now)]);
  const promise = promises.get(profile.id);
  if (!promise) return "";
  const words = keptInWords(page, days, result);
  const attention = maySpeak(profile.state, "reply") ? attentionAt(now, promise.calendar) : undefined;
  return html`${attention ? html`<dt>${t("portal.profile.now")}</dt><dd>${nowInWords(page, attention, now)}</dd>` : ""}<dt>${t("portal.profile.attended")}</dt><dd><ul>${hoursInWords(page, promise.attention.week, promise.attention.holiday).map((row) => html`<li>${row.days}: ${row.hours}</li>`)}</ul></dd>
<dt>${t("promise.first")}</dt><dd>${t("promise.within", { time: minutesInWords(page, promise.firstResponseMinutes) })}</dd>
${words === undefined ? "" : html`<dt>${t("portal.profile.kept")}</dt><dd>${words}</dd>`}`;
}

/** COV-9: whether somebody attends now, and when again if not. */
export function nowInWords({ t, format }: Pick<PageSetting, "t" | "format">, { attended, until }: AttentionNow, now: Instant): string {
  if (until === undefined) return t("portal.profile.neverAttended");
  // The whole year round by day and night there is no end to tell.
  if (attended) return msBetween(now, until) > 7 * DAY ? t("portal.profile.alwaysAttended") : t("portal.profile.attendedUntil", { time: format.time(until) });
  return t("portal.profile.outOfHours", { when: format.dayAndTime(until, now) });
}

/** With how many and over what time, so that a share can be judged; nothing when there is nothing to tell. */
export function keptInWords(page: Pick<PageSetting, "t" | "format">, days: number, { answered, kept, overdue, medianMinutes }: AnswerResult): string | undefined {
  const { t, format } = page;
  const parts = [
    ...(answered > 0 ? [t("portal.profile.answered", { count: answered }), t("portal.profile.onTime", { share: format.percent(kept / answered) })] : []),
    ...(medianMinutes === null ? [] : [t("portal.profile.median", { time: minutesInWords(page, medianMinutes) })]),
    ...(overdue > 0 ? [t("portal.profile.overdue", { count: overdue })] : []),
  ];
  return parts.length === 0 ? undefined : `${t("portal.profile.period", { count: days })} ${parts.join("; ")}.`;
}
