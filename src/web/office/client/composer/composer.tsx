import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { maySpeak } from "#modules/authority/rules/standing.ts";
import { placeNow } from "#modules/publishing/rules/anchor.ts";
import { Button, Note } from "#web/ui/elements.tsx";
import { ErrorSummary } from "#web/ui/error-summary.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { CommentView, ProfileView, PublicationView } from "../../views.ts";
import { Refused } from "../call.ts";
import { useRead, useWrite } from "../data.ts";
import { Presence } from "../live/presence.tsx";
import { useOffice } from "../office.tsx";
import { Failure, Loaded, Page } from "../page.tsx";
import { StateTag } from "../screens/state-tag.tsx";
import { useKeys } from "../shell/keys.ts";
import { useToast } from "../toasts.tsx";
import { Comments } from "../publication/comments.tsx";
import { KeepTemplate } from "../templates/keep-dialog.tsx";
import { StartFromTemplate } from "../templates/start-dialog.tsx";
import { ActionChoice } from "./action-choice.tsx";
import { Blanks } from "./blanks.tsx";
import { Checks } from "./checks.tsx";
import { Conflict } from "./conflict.tsx";
import { handMeters, languagesOf, liveEditions, type Target, textAt, withProfile } from "./content.ts";
import { type Spot, spotOf, textFieldId, titleFieldId } from "./spots.ts";
import { Pictures } from "./pictures.tsx";
import { type Remedy, withRemedy } from "./remedies.ts";
import { Previews } from "./previews.tsx";
import { ProfileGroups } from "./profile-groups.tsx";
import { SaveState } from "./save-state.tsx";
import { Sending } from "./sending.tsx";
import { Sources } from "./sources.tsx";
import { Texts } from "./texts.tsx";
import { useDraft } from "./use-draft.ts";
import { When } from "./when.tsx";

/** Where a publication is written: adapt, check, send to approval. */
export function Composer() {
  const { id } = useParams({ from: "/publications/$id/write" });
  const publication = useRead("GET /publications/:id", { id });
  const profiles = useRead("GET /profiles", {});
  return (
    <Loaded read={publication}>
      {(view) => view.may.edit
        ? <Loaded read={profiles}>{(all) => <Writing key={id} view={view} profiles={all} onWantFresh={() => void publication.refetch()} />}</Loaded>
        : <NotNow view={view} />}
    </Loaded>
  );
}

function NotNow({ view }: { readonly view: PublicationView }) {
  const { t } = useOffice();
  return (
    <Page title={view.content.title || t("publications.untitled")}>
      <Note tone="info" title={t("composer.notNow")}>
        <p><Link to="/publications/$id" params={{ id: view.id }}>{t("composer.toPublication")}</Link></p>
      </Note>
    </Page>
  );
}

function Writing({ view, profiles, onWantFresh }: {
  readonly view: PublicationView;
  readonly profiles: readonly ProfileView[];
  readonly onWantFresh: () => void;
}) {
  const { session, t, say, text } = useOffice();
  const navigate = useNavigate();
  const toast = useToast();
  const { keeper, draft } = useDraft(view.id, view);
  const units = useRead("GET /units", {});
  const submit = useWrite("POST /publications/:id/submit");
  const [language, setLanguage] = useState(() => session.council.languages.find((tag) => tag === t.language) ?? session.council.languages[0] ?? t.language);
  const [target, setTarget] = useState<Target>("common");
  const [templating, setTemplating] = useState<"keep" | "start">();
  const { content } = draft;

  // A source that was just cited is known in full only once the draft that cites it is stored.
  const unknownSource = draft.status.kind === "saved" && content.citations.some(({ itemId }) => !view.citations.some((citation) => citation.itemId === itemId));
  useEffect(() => {
    if (unknownSource) onWantFresh();
  }, [unknownSource, draft.revision]);

  // Who only manages profiles writes on those; what was chosen by somebody else stays to be seen.
  const managesOnly = session.roles.every((role) => role === "manager");
  const isOurs = (profile: ProfileView) => !managesOnly || profile.managers.some((manager) => manager.id === session.person.id);
  const mayBeChosen = (profile: ProfileView) => profile.spoken && maySpeak(profile.state, content.exception === "closing" ? "notice" : "post");
  const choosable = profiles.filter((profile) => mayBeChosen(profile) && isOurs(profile));
  const usable = profiles.filter((profile) => choosable.includes(profile) || content.profiles.includes(profile.id));
  const chosen = content.profiles.flatMap((profileId) => usable.filter((profile) => profile.id === profileId));
  const targets: readonly Target[] = ["common", ...content.profiles];
  const editions = liveEditions(content, profiles);

  // What is out already is corrected where it is.
  const isCorrection = view.previous !== null;
  const waitsForSending = draft.publication === "draft" || draft.publication === "returned";

  const goesByDraw = draft.verdict.sending.kind === "sampled" && draft.verdict.sending.keptBack.length === 0;

  const leave = () => void navigate({ to: "/publications/$id", params: { id: view.id } });
  const send = async () => {
    // What is sent is what is stored: nothing typed may be left behind.
    if (!(await keeper.flush())) return;
    if (!waitsForSending) return leave();
    submit.mutate({ id: view.id, revision: keeper.state().revision }, {
      onSuccess: ({ outcome }) => {
        toast({ message: t(`sending.done.${outcome}`) });
        leave();
      },
    });
  };
  const goTo = (spot: Spot, select?: string) => {
    if (spot.language !== undefined) setLanguage(spot.language);
    if (spot.target !== undefined) setTarget(spot.target);
    // After the tab has changed: the field may only then be there.
    requestAnimationFrame(() => {
      const field = document.getElementById(spot.fieldId);
      field?.scrollIntoView({ block: "center" });
      field?.focus();
      if (select === undefined || !(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
      const at = field.value.indexOf(select);
      if (at >= 0) field.setSelectionRange(at, at + select.length);
    });
  };

  // What it cites, and a day that somebody chose, stay as they are.
  const fromTemplate = (template: DraftContent) => keeper.change((now) => {
    toast({ message: t("templates.applied"), action: { label: t("holidays.undo"), run: () => keeper.change((later) => ({ ...now, citations: later.citations, actionId: later.actionId, embargo: later.embargo })) } });
    return {
      ...now, title: now.title.trim() === "" ? template.title : now.title, unitId: now.unitId ?? template.unitId, profiles: template.profiles.length === 0 ? now.profiles : template.profiles,
      texts: template.texts, forks: template.forks, media: template.media, exception: template.exception ?? now.exception, due: now.due ?? template.due,
    };
  });

  const putRight = (remedy: Remedy) => keeper.change((now) => {
    toast({ message: t("checks.replaced", { better: remedy.better }), action: { label: t("holidays.undo"), run: () => keeper.change(() => now) } });
    return withRemedy(now, remedy);
  });

  const goToComment = (comment: CommentView) => {
    goTo({ fieldId: textFieldId, language: comment.language, target: comment.profileId ?? "common" });
    const { place } = comment;
    const points = Array.from(textAt(content, comment.profileId ?? "common", comment.language));
    if (place) requestAnimationFrame(() => {
      const field = document.getElementById(textFieldId);
      if (field instanceof HTMLTextAreaElement) field.setSelectionRange(points.slice(0, place.start).join("").length, points.slice(0, place.end).join("").length);
    });
  };

  useKeys(
    {
      "ctrl+s": () => void keeper.flush(),
      "ctrl+Enter": () => void send(),
      ...Object.fromEntries(targets.slice(0, 9).map((each, index) => [`alt+${index + 1}`, () => setTarget(each)])),
    },
    { singleKeys: false },
  );

  const chips = usable.length === 0 ? <p className="dim">{t("composer.noProfiles")} <Link to="/profiles">{t("nav.profiles")}</Link></p> : (
    <div className="chips">
      {usable.map((profile) => (
        <label key={profile.id}>
          <input
            type="checkbox"
            disabled={isCorrection}
            checked={content.profiles.includes(profile.id)}
            onChange={(event) => {
              keeper.change((now) => withProfile(now, profile.id, event.target.checked, usable.map((each) => each.id)));
              if (!event.target.checked && target === profile.id) setTarget("common");
            }}
          />
          <span>{text(profile.displayName)} <span className="dim">{t(`network.${profile.network}`)}</span></span>
        </label>
      ))}
    </div>
  );

  const refusal = submit.error instanceof Refused ? submit.error.refusal : undefined;
  return (
    <Page
      title={content.title || t("publications.untitled")}
      windowTitle={`${t("publication.write")}: ${content.title || t("publications.untitled")}`}
      kicker={<><StateTag state={draft.publication} /><SaveState draft={draft} onSave={() => void keeper.flush()} /></>}
    >
      <Presence subject={{ type: "publication", id: view.id }} activity={content} />
      <div className="composer split">
        <div className="stack loose">
          {refusal && <ErrorSummary title={t("composer.notSent")} entries={[{ message: say(refusal) }]} />}
          {submit.isError && !refusal && <Failure error={submit.error} onRetry={() => void send()} />}
          {draft.status.kind === "conflict" && <Conflict mine={content} theirs={draft.status.theirs} onChoose={(choice) => keeper.resolve(choice)} />}
          {draft.recovered && draft.status.kind !== "conflict" && <Note tone="info" title={t("composer.recovered")} live="status"><p>{t("composer.recoveredHint")}</p></Note>}
          <Returned view={view} />
          {draft.publication === "in_review" && <Note tone="info" title={t("composer.inReview")}><p>{t("composer.inReviewHint")}</p></Note>}
          {draft.publication === "scheduled" && <Note tone="wait" title={t("composer.approved")}><p>{t("composer.approvedHint")}</p></Note>}

          <div>
            <label htmlFor={titleFieldId}>{t("composer.title")}</label>
            <p className="hint" id={`${titleFieldId}-hint`}>{t("composer.titleHint")}</p>
            <input id={titleFieldId} aria-describedby={`${titleFieldId}-hint`} type="text" maxLength={200} value={content.title} onChange={(event) => keeper.change((now) => ({ ...now, title: event.target.value }))} />
          </div>
          <p className="row wide">
            {!isCorrection && waitsForSending && <button type="button" className="link" onClick={() => setTemplating("start")}>{t("templates.start")}</button>}
            {session.actions.includes("template.keep") && <button type="button" className="link" onClick={() => setTemplating("keep")}>{t("templates.keep")}</button>}
          </p>

          <Sources view={view} content={content} change={keeper.change} language={language} />

          <div>
            <label htmlFor="f-unit">{t("composer.unit")}</label>
            <select id="f-unit" value={content.unitId ?? ""} onChange={(event) => keeper.change((now) => ({ ...now, unitId: event.target.value || null }))}>
              <option value="">{t("composer.chooseUnit")}</option>
              {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
            </select>
          </div>

          <ActionChoice content={content} change={keeper.change} />

          <fieldset id="f-profiles" tabIndex={-1}>
            <legend>{t("composer.where")}</legend>
            {isCorrection && <p className="hint">{t("composer.profilesFixed")}</p>}
            {isCorrection ? chips : <ProfileGroups content={content} change={keeper.change} profiles={profiles} choosable={choosable}>{chips}</ProfileGroups>}
          </fieldset>

          <Blanks content={content} change={keeper.change} />
          <Texts
            content={content} change={keeper.change} profiles={chosen} byHand={handMeters(content, profiles)} editions={editions}
            languages={languagesOf(chosen, session.council.languages)} language={language} setLanguage={setLanguage}
            target={targets.includes(target) ? target : "common"} setTarget={setTarget}
          />
          <Pictures content={content} change={keeper.change} known={view.media} languages={session.council.languages} profiles={chosen} onLearn={() => void keeper.check()} />
          <When id={view.id} content={content} change={keeper.change} reading={draft.verdict.dueReading} />
        </div>

        <aside className="stack beside" aria-label={t("composer.beside")} tabIndex={0}>
          <Comments view={{ ...view, comments: view.comments.map((comment) => ({ ...comment, place: placeNow(content, comment) ?? null })) }} mayAnswer={waitsForSending || draft.publication === "in_review"} onGo={goToComment} />
          {waitsForSending && <Sending sending={draft.verdict.sending} />}
          <Checks findings={draft.verdict.findings} stale={draft.status.kind !== "saved"} onGo={(finding) => goTo(spotOf(finding), finding.rule === "EDI-9" ? String(finding.data["place"]) : undefined)} onRemedy={putRight} />
          <Previews editions={editions} content={content} media={view.media} />
        </aside>
      </div>

      <div className="action-bar">
        <SaveState draft={draft} onSave={() => void keeper.flush()} quiet />
        <div className="row">
          <Link to="/publications/$id" params={{ id: view.id }} className="btn">{t("composer.close")}</Link>
          <Button look="go" onClick={() => void send()} busy={submit.isPending} disabled={draft.status.kind === "conflict"}>{t(!waitsForSending ? "composer.done" : goesByDraw ? "sending.send" : "composer.send")}</Button>
        </div>
      </div>
      <KeepTemplate content={content} open={templating === "keep"} onClose={() => setTemplating(undefined)} />
      <StartFromTemplate itemId={content.citations[0]?.itemId ?? null} open={templating === "start"} onContent={fromTemplate} onClose={() => setTemplating(undefined)} />
    </Page>
  );
}

/** Why it came back, where it is put right. */
function Returned({ view }: { readonly view: PublicationView }) {
  const { t, format, clock } = useOffice();
  const [last] = view.decisions;
  const correction = view.version?.correction;
  if (view.state === "returned" && last?.decision === "returned") {
    return (
      <Note tone="wait" title={t("composer.returned", { who: last.by, when: format.moment(last.at, clock.now()) })}>
        {last.comment && <p className="quote">{last.comment}</p>}
        {view.comments.length > 0 && <p><a href="#comments">{t("comments.beside")}</a></p>}
      </Note>
    );
  }
  return correction ? <Note tone="info" title={t("composer.correcting")}><p className="quote">{correction}</p></Note> : null;
}
