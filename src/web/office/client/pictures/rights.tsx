import { type FormEvent, useState } from "react";
import { Button, Field, Tag } from "#web/ui/elements.tsx";
import type { MediaView } from "../../views.ts";
import { consentGivers, licences, peopleShown } from "../../vocabulary.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { Act } from "../profiles/act.tsx";
import { useToast } from "../toasts.tsx";

/** By what right a picture is shown, and who is in it and said yes (EDI-R5). `asking`: open as long as something is missing. */
export function PictureRights({ picture, asking = false, onChange }: { readonly picture: MediaView; readonly asking?: boolean; readonly onChange?: (picture: MediaView) => void }) {
  const { t, may } = useOffice();
  const { rights, lacks } = picture;
  const [open] = useState(asking && lacks !== null);
  return (
    <details className="rights" open={open}>
      <summary>
        {t("pictures.rights")} {lacks === null ? <Tag tone="ok">{t("pictures.ready")}</Tag> : <span className="bad">▲ {t(`value.lacks.${lacks}`)}</span>}
      </summary>
      <div className="stack tight">
        {may("media.add") ? <Declaration key={JSON.stringify(rights)} picture={picture} {...(onChange ? { onChange } : {})} /> : <Declared picture={picture} />}
        {(rights?.people === "identifiable" || rights?.people === "minors" || picture.consents.length > 0) && <Consents picture={picture} {...(onChange ? { onChange } : {})} />}
      </div>
    </details>
  );
}

function Declared({ picture: { rights } }: { readonly picture: MediaView }) {
  const { t } = useOffice();
  if (!rights) return <p className="dim">{t("pictures.undeclared")}</p>;
  return <p>{[t(`licence.${rights.licence}`), rights.author, rights.ground, t(`peopleShown.${rights.people}`)].filter((part) => part !== "").join(" · ")}</p>;
}

function Declaration({ picture, onChange }: { readonly picture: MediaView; readonly onChange?: (picture: MediaView) => void }) {
  const { t } = useOffice();
  const declare = useWrite("PUT /pictures/:id/rights");
  const [licence, setLicence] = useState<(typeof licences)[number] | "">(picture.rights?.licence ?? "");
  const [people, setPeople] = useState<(typeof peopleShown)[number] | "">(picture.rights?.people ?? "");
  const [author, setAuthor] = useState(picture.rights?.author ?? "");
  const [ground, setGround] = useState(picture.rights?.ground ?? "");
  const [wanting, setWanting] = useState(false);
  const mustName = licence === "CC-BY-4.0" || licence === "CC-BY-SA-4.0";
  const mustGround = licence === "permission";
  const missing = { author: mustName && author.trim() === "", ground: mustGround && ground.trim() === "" };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const incomplete = licence === "" || people === "" || missing.author || missing.ground;
    setWanting(incomplete);
    if (!incomplete) declare.mutate({ id: picture.assetId, licence, people, author, ground }, { onSuccess: (view) => onChange?.(view) });
  };
  return (
    <form className="stack tight" onSubmit={submit} noValidate>
      <div className="halves">
        <Field label={t("pictures.licence")} error={wanting && licence === "" ? t("pictures.choose") : undefined}>
          {(ties) => (
            <select {...ties} value={licence} onChange={(event) => setLicence(licences.find((each) => each === event.target.value) ?? "")}>
              <option value="">{t("pictures.choose")}</option>
              {licences.map((each) => <option key={each} value={each}>{t(`licence.${each}`)}</option>)}
            </select>
          )}
        </Field>
        <Field label={t("pictures.people")} error={wanting && people === "" ? t("pictures.choose") : undefined}>
          {(ties) => (
            <select {...ties} value={people} onChange={(event) => setPeople(peopleShown.find((each) => each === event.target.value) ?? "")}>
              <option value="">{t("pictures.choose")}</option>
              {peopleShown.map((each) => <option key={each} value={each}>{t(`peopleShown.${each}`)}</option>)}
            </select>
          )}
        </Field>
        <Field label={t("pictures.author")} hint={mustName ? t("pictures.authorNeeded") : undefined} error={wanting && missing.author ? t("pictures.authorNeeded") : undefined}>
          {(ties) => <input {...ties} type="text" maxLength={200} value={author} onChange={(event) => setAuthor(event.target.value)} />}
        </Field>
        {mustGround && (
          <Field label={t("pictures.ground")} hint={t("pictures.groundHint")} error={wanting && missing.ground ? t("value.lacks.ground") : undefined}>
            {(ties) => <input {...ties} type="text" maxLength={300} value={ground} onChange={(event) => setGround(event.target.value)} />}
          </Field>
        )}
      </div>
      {declare.isError && <Failure error={declare.error} />}
      <div><Button type="submit" small busy={declare.isPending}>{t("pictures.keepRights")}</Button></div>
    </form>
  );
}

function Consents({ picture, onChange }: { readonly picture: MediaView; readonly onChange?: (picture: MediaView) => void }) {
  const { t, format, may } = useOffice();
  const toast = useToast();
  const add = useWrite("POST /pictures/:id/consents");
  const end = useWrite("POST /consents/:id/end");
  const tell = ({ reopened, out }: { readonly reopened: number; readonly out: number }) => toast({ message: t("pictures.ended", { reopened, out }) });
  return (
    <div className="stack tight">
      <h3>{t("pictures.consents")}</h3>
      {picture.consents.length === 0 ? <p className="dim">{t("pictures.noConsents")}</p> : (
        <ul className="list">
          {picture.consents.map(({ id, givenBy, reference, until, ended }) => (
            <li key={id} className="stack tight">
              <p>
                {t(`consentGiver.${givenBy}`)} · <span className="mono">{reference}</span>
                {until !== null && <> · {t("pictures.until", { day: format.longDay(`${until}T12:00:00.000Z`) })}</>}
                {ended && <> <Tag tone="bad">{t("pictures.withdrawn")}</Tag></>}
              </p>
              {!ended && may("media.add") && (
                <Act
                  label={t("pictures.end")} look="bad" busy={end.isPending} error={end.error} missing={t("publication.whyMissing")}
                  note={<p className="hint">{t("pictures.endHint")}</p>}
                  fields={[{ name: "reason", label: t("publication.why"), kind: "text" }]}
                  onSend={({ reason }) => end.mutate({ id, reason: reason ?? "" }, {
                    onSuccess: (result) => {
                      tell(result);
                      onChange?.({ ...picture, consents: picture.consents.map((each) => (each.id === id ? { ...each, ended: true } : each)) });
                    },
                  })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {may("media.add") && (
        <Act
          label={t("pictures.addConsent")} busy={add.isPending} error={add.error} missing={t("pictures.referenceMissing")}
          fields={[
            { name: "givenBy", label: t("pictures.givenBy"), kind: "select", options: consentGivers.map((each) => [each, t(`consentGiver.${each}`)]), value: picture.rights?.people === "minors" ? "guardian" : "adult" },
            { name: "reference", label: t("pictures.reference"), hint: t("pictures.referenceHint") },
            { name: "until", label: t("pictures.untilDay"), hint: t("pictures.untilHint"), kind: "day", optional: true },
          ]}
          onSend={({ givenBy, reference, until }) => add.mutate(
            { id: picture.assetId, givenBy: givenBy === "guardian" ? "guardian" : "adult", reference: reference ?? "", until: until ? until : null },
            { onSuccess: (view) => onChange?.(view) },
          )}
        />
      )}
    </div>
  );
}
