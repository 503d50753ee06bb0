import { html } from "hono/html";
import type { Profile } from "#modules/register/index.ts";
import { explain } from "#web/i18n/explain.ts";
import { textChanges } from "#web/office/text-changes.ts";
import type { CommentView, PublicationView } from "#web/office/views.ts";
import { type Html, localized, type PageSetting } from "#web/portal/frame.ts";
import { diffWords } from "#web/ui/diff.ts";
import { quotedParts } from "#web/ui/quoted.ts";
import { doorPage } from "./page.ts";

export interface ApprovalShown {
  readonly view: PublicationView;
  readonly profiles: readonly Pick<Profile, "id" | "displayName" | "network" | "handle">[];
  /** The texts with their paragraphs, to say what a comment is about. */
  readonly texts: readonly { readonly profileId: string | null; readonly language: string; readonly paragraphs: readonly { readonly start: number; readonly end: number; readonly quoted: string }[] }[];
  /** Of the person who reads. */
  readonly name: string;
  readonly trouble?: { readonly kind: string };
  readonly comment?: string;
  readonly about?: string;
}

/** All that deciding needs, in one column and without script; what is decided on is the version that the forms name (EDI-R6). */
export function approvalPage(page: PageSetting, shown: ApprovalShown): Html {
  const { t } = page;
  const { view } = shown;
  const title = view.content.title || t("publications.untitled");
  return doorPage(page, {
    title: t("approval.of", { title }), path: `/aprobar/${view.id}`, wide: true, trouble: shown.trouble,
    body: html`<p class="row wide"><span class="tag ${view.state === "in_review" ? "wait" : "info"}">${t(`state.${view.state}`)}</span> <span class="dim">${t("approval.who", { name: shown.name })}</span> <a href="/app/publications/${view.id}">${t("approval.office")}</a></p>
${view.version && view.state === "in_review" ? html`<p class="dim">${t("review.version", { number: view.version.number, who: view.version.submittedBy, when: page.format.moment(view.version.submittedAt, page.now) })}</p>` : decidedNote(page, view)}
${view.expired ? html`<div class="note bad"><p class="note-title">${t("approval.expired")}</p><p>${t("approval.expiredHint")} <a href="/app/publications/${view.id}/write">${t("approval.otherTime")}</a></p></div>` : ""}
${view.version?.correction ? html`<div class="note info"><p class="note-title">${t("composer.correcting")}</p><p class="quote">${view.version.correction}</p></div>` : ""}
${whenPart(page, view)}
${changesPart(page, shown)}
<div class="choices">${postsPart(page, shown)}
${sourcesPart(page, view)}</div>
${checksPart(page, view)}
${commentsPart(page, shown)}
${view.state === "in_review" && view.version ? decisionPart(page, shown, view.version.hash) : ""}`,
  });
}

function decidedNote({ t, format, now }: PageSetting, view: PublicationView): Html {
  const [last] = view.decisions;
  return html`<div class="note info" role="status"><p class="note-title">${t("review.over")}</p>${last ? html`<p>${t(`approval.decision.${last.decision}`, { who: last.by, when: format.moment(last.at, now) })}</p>` : ""}</div>`;
}

function whenPart({ t, format }: PageSetting, view: PublicationView): Html {
  const at = view.dueReading?.at ?? null;
  return html`<section class="card stack tight"><h2>${t("when.title")}</h2><p>${at === null
    ? (view.content.due === null ? t("when.approved") : view.content.due.local.replace("T", " "))
    : html`<time datetime="${at}">${format.fullDay(at)}, ${format.time(at)}</time>`}</p></section>`;
}

const nameOf = (page: PageSetting, { profiles }: ApprovalShown, id: string | null): string => {
  const profile = profiles.find((each) => each.id === id);
  if (id === null) return page.t("composer.common");
  return profile ? localized(page, profile.displayName).text || profile.handle : "…";
};

function changesPart(page: PageSetting, shown: ApprovalShown): Html {
  const { t, format } = page;
  const { view } = shown;
  const between = (title: string, before: Parameters<typeof textChanges>[0]) => {
    const changes = textChanges(before, view.content);
    return html`<section class="card stack"><h2>${title}</h2>${changes.length === 0 ? html`<p class="dim">${t("review.sameTexts")}</p>` : ""}${changes.map((change) => html`<h3>${nameOf(page, shown, change.profileId)} · ${format.languageName(change.language)}</h3>
<p class="post" lang="${change.language}">${diffWords(change.before, change.after).map((part) => {
      if (part.kind === "same") return part.text;
      const label = html`<span class="sr" lang="${page.language}">[${t(`diff.${part.kind}`)}: </span>`;
      return part.kind === "added" ? html`<ins>${label}${part.text}<span class="sr">]</span></ins>` : html`<del>${label}${part.text}<span class="sr">]</span></del>`;
    })}</p>`)}</section>`;
  };
  return html`${view.returned && view.state !== "returned" ? between(t("review.changesReturned", { when: format.moment(view.returned.at, page.now) }), view.returned) : ""}
${view.previous ? between(t("review.changes", { number: view.previous.number }), view.previous) : ""}`;
}

const mediaHtml = ({ t, format }: PageSetting, { url, width, height, durationMs, captions, fileName }: PublicationView["media"][number], shown: { readonly url: string; readonly width: number; readonly height: number }): Html =>
  durationMs === null
    ? html`<img src="${shown.url}" alt="" width="${shown.width}" height="${shown.height}" loading="lazy">`
    : html`<video controls preload="metadata" src="${url}" width="${width}" height="${height}" aria-label="${t("video.of", { name: fileName })}">${captions.map((track) => html`<track kind="captions" src="${track.url}" srclang="${track.language}" label="${format.languageName(track.language)}">`)}</video>`;

function postsPart(page: PageSetting, shown: ApprovalShown): Html {
  const { t, format } = page;
  const { view, profiles } = shown;
  return html`<section class="stack"><h2>${t("review.posts")}</h2>${view.editions.length === 0 ? html`<p class="dim">${t("review.noPosts")}</p>` : ""}${view.editions.map((edition) => {
    const network = profiles.find((each) => each.id === edition.profileId)?.network;
    return html`<article class="card stack tight"><h3>${nameOf(page, shown, edition.profileId)} <span class="dim">${network ? t(`network.${network}`) : ""} · ${format.list(edition.languages.map((language) => format.languageName(language)), "and")}${edition.forked ? ` · ${t("review.ownText")}` : ""}</span></h3>
${edition.posts.map((post, index) => html`${edition.posts.length > 1 ? html`<p class="dim">${t("parts.partOf", { part: index + 1, parts: edition.posts.length })} <span class="n">${post.characters} / ${edition.maxCharacters}</span></p>` : ""}${post.languages.map((language) => html`<p class="post" lang="${language}">${post.texts[language] ?? ""}</p>`)}`)}
${view.content.media.map(({ assetId, alt }) => {
      const asset = view.media.find((each) => each.assetId === assetId);
      const part = view.framed.find((each) => each.assetId === assetId && each.profileId === edition.profileId);
      return html`<figure class="stack tight">${asset ? mediaHtml(page, asset, part ?? asset) : ""}<figcaption class="dim">${asset && part ? html`${t("framing.isPart", { width: part.width, height: part.height })} <a href="${asset.url}">${t("framing.seeWhole")}</a><br>` : ""}${t("review.alt")}${edition.languages.map((language) => (alt[language]?.trim() ? html` <span lang="${language}">${alt[language].trim()}</span>` : ""))}</figcaption></figure>`;
    })}
${edition.posts.length === 1 ? html`<p class="dim n">${edition.posts[0]?.characters ?? 0} / ${edition.maxCharacters}</p>` : ""}</article>`;
  })}</section>`;
}

/** What the page says, with what the posts took from it word for word marked. */
function sourcesPart({ t, format, now }: PageSetting, view: PublicationView): Html {
  const texts = view.editions.map((edition) => edition.text);
  return html`<section class="stack"><h2>${t("composer.source")}</h2>${view.shared ? html`<p><a href="${view.shared.url}">${t("shared.repeats", { profiles: format.list(view.shared.profiles) })}</a></p>` : ""}${view.citations.length === 0 && !view.shared ? html`<p class="dim">${view.content.exception ? t(`exception.${view.content.exception}`) : t("review.noSource")}</p>` : ""}${view.citations.map((citation) => html`<div class="card stack">${citation.status === "live" ? "" : html`<p><span class="tag bad">${t(`itemStatus.${citation.status}`)}</span></p>`}${citation.variants.map((variant) => html`<article class="stack tight"><h3 lang="${variant.language}"><a href="${variant.url}" rel="noreferrer">${marked(variant.title || variant.url, texts)}</a></h3>
${variant.summary ? html`<p lang="${variant.language}">${marked(variant.summary, texts)}</p>` : ""}
<p class="dim">${format.languageName(variant.language)} · ${t("composer.versionRead", { when: format.moment(variant.changedAt, now) })} · ${t("composer.seal")} <code>${variant.hash.slice(0, 4)}…${variant.hash.slice(-4)}</code></p></article>`)}</div>`)}</section>`;
}

const marked = (source: string, texts: readonly string[]): Html => html`${quotedParts(source, texts).map((part) => (part.quoted ? html`<mark>${part.text}</mark>` : part.text))}`;

function checksPart(page: PageSetting, view: PublicationView): Html {
  const { t } = page;
  const sorted = view.findings.toSorted((one, other) => Number(one.level === "warn") - Number(other.level === "warn"));
  const blocks = sorted.filter((finding) => finding.level === "block").length;
  return html`<section class="card stack tight"><h2>${t("checks.title")}</h2><p class="${blocks > 0 ? "bad" : "ok"}"><strong>${blocks > 0 ? t("checks.blocked", { count: blocks }) : t("checks.clear")}</strong></p>
${sorted.length > 0 ? html`<ul class="list">${sorted.map((finding) => html`<li><p><span class="${finding.level === "block" ? "bad" : "wait"}" aria-hidden="true">${finding.level === "block" ? "■" : "▲"}</span> <span class="sr">${t(`checks.level.${finding.level}`)}: </span>${explain(page, "check", finding.rule, finding.data)} <span class="mono dim">${finding.rule}</span></p></li>`)}</ul>` : ""}</section>`;
}

function commentsPart(page: PageSetting, shown: ApprovalShown): Html {
  const { t, format } = page;
  const { comments } = shown.view;
  const stateOf = (comment: CommentView) => {
    if (comment.resolved) return html`<span class="tag ok">${t("comments.resolved")}</span> <span class="dim">${comment.resolved.by}, ${format.moment(comment.resolved.at, page.now)}</span>`;
    return html`<span class="tag wait">${t("comments.open")}</span>`;
  };
  if (comments.length === 0) return html``;
  return html`<section class="card stack"><h2>${t("comments.title")}</h2><ul class="list">${comments.map((comment) => html`<li class="stack tight"><p>${stateOf(comment)}</p>
<p class="dim">${nameOf(page, shown, comment.profileId)} · ${format.languageName(comment.language)}${comment.place ? "" : ` · ${t("comments.gone")}`}</p>
<p class="quote" lang="${comment.language}">${comment.quoted}</p><p>${comment.words}</p><p class="dim">${comment.by}, ${format.moment(comment.at, page.now)}</p>
${comment.resolved?.answer ? html`<p>${t("comments.answered")} ${comment.resolved.answer}</p>` : ""}</li>`)}</ul></section>`;
}

function decisionPart(page: PageSetting, shown: ApprovalShown, hash: string): Html {
  const { t, format } = page;
  const { view } = shown;
  if (!view.may.approve) {
    const why = view.may.approveRefusal;
    return html`<div class="note info"><p class="note-title">${t("review.cannot")}</p>${why ? html`<p>${explain(page, "refusal", why.kind, why)}</p>` : ""}</div>`;
  }
  const action = `/aprobar/${view.id}?l=${page.language}`;
  const form = (decision: string, inside: Html) => html`<form method="post" action="${action}"><input type="hidden" name="hash" value="${hash}"><input type="hidden" name="decision" value="${decision}">${inside}</form>`;
  return html`<section class="stack" aria-labelledby="decision"><h2 id="decision">${t("review.decision")}</h2><p class="dim">${t("review.seals")} <code>${hash.slice(0, 8)}…${hash.slice(-8)}</code></p>
<div class="choices"><div class="card stack">${view.expired
    ? html`<p>${t("approval.expiredHint")}</p>`
    : form("approve", html`<button class="btn go">${t(view.content.due === null ? "review.approveNow" : "review.approve")}</button>`)}</div>
<div class="card stack"><h3>${t("review.askChanges")}</h3>${form("return", html`<div><label for="about">${t("approval.about")}</label><select id="about" name="about"><option value="">${t("approval.aboutAll")}</option>${shown.texts.filter(({ paragraphs }) => paragraphs.length > 0).map((text) => html`<optgroup label="${nameOf(page, shown, text.profileId)} · ${format.languageName(text.language)}">${text.paragraphs.map(({ start, end, quoted }) => {
      const value = `${text.profileId ?? "common"} ${text.language} ${start} ${end}`;
      return html`<option value="${value}" lang="${text.language}" ${value === shown.about ? html`selected` : ""}>${shortened(quoted)}</option>`;
    })}</optgroup>`)}</select></div>
<div><label for="comment">${t("review.comment")}</label><p class="hint" id="comment-hint">${t("review.commentHint")}</p><textarea id="comment" name="comment" required maxlength="2000" rows="4" aria-describedby="comment-hint">${shown.comment ?? ""}</textarea></div><button class="btn">${t("review.sendBack")}</button>`)}</div></div></section>`;
}

const LONGEST_OPTION = 60;
const shortened = (text: string): string => (Array.from(text).length > LONGEST_OPTION ? `${Array.from(text).slice(0, LONGEST_OPTION).join("")}…` : text);
