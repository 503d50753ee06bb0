import { type FormEvent, useState } from "react";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { ProfileView } from "../../views.ts";
import { transferKinds } from "../../vocabulary.ts";
import { Refused } from "../call.ts";
import { useRead, useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { matches } from "../shell/match.ts";
import { useToast } from "../toasts.tsx";

/** Several profiles change hands by one act, as at a change of government; each has its own record to be signed (PRO-11). */
export function HandOverMany({ profiles, onClose }: { readonly profiles: readonly ProfileView[]; readonly onClose: () => void }) {
  const { t, text } = useOffice();
  const toast = useToast();
  const units = useRead("GET /units", {});
  const people = useRead("GET /people", {});
  const hand = useWrite("POST /profiles/transfer");
  const [kind, setKind] = useState<(typeof transferKinds)[number]>("government");
  const [act, setAct] = useState("");
  const [note, setNote] = useState("");
  const [toUnit, setUnit] = useState("");
  const [toPromoter, setPromoter] = useState("");
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [wanting, setWanting] = useState(false);
  const movable = profiles.filter(({ state }) => state === "active" || state === "dormant" || state === "suspended");
  const nameOf = (profile: ProfileView) => text(profile.displayName) || profile.address;
  const shown = movable.filter((profile) => chosen.has(profile.id) || matches(search, `${nameOf(profile)} ${text(profile.unit)} ${profile.address}`));
  const promoters = people.data?.people.filter((person) => person.appointments.some(({ role }) => role === "promoter")) ?? [];
  const stopped = hand.error instanceof Refused && "profileId" in hand.error.refusal ? movable.find(({ id }) => hand.error instanceof Refused && id === hand.error.refusal["profileId"]) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = act.trim() === "" || toPromoter === "" || chosen.size === 0;
    setWanting(missing);
    if (missing) return;
    hand.mutate({ profileIds: [...chosen], kind, act: act.trim(), note: note.trim(), toUnitId: toUnit || null, toPromoterId: toPromoter }, {
      onSuccess: ({ handed }) => {
        onClose();
        toast({ message: t("handOver.done", { count: handed }) });
      },
    });
  };
  return (
    <Dialog title={t("handOver.title")} open onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <p className="dim">{t("handOver.hint")}</p>
        <Field label={t("life.transferKind")}>
          {(ties) => <select {...ties} value={kind} onChange={(event) => setKind(transferKinds.find((each) => each === event.target.value) ?? kind)}>{transferKinds.map((each) => <option key={each} value={each}>{t(`transferKind.${each}`)}</option>)}</select>}
        </Field>
        <Field label={t("life.act")} error={wanting && act.trim() === "" ? t("refusal.act-missing") : undefined}>{(ties) => <input {...ties} type="text" maxLength={300} value={act} onChange={(event) => setAct(event.target.value)} />}</Field>
        <Field label={t("life.newPromoter")} error={wanting && toPromoter === "" ? t("handOver.promoterMissing") : undefined}>
          {(ties) => <select {...ties} value={toPromoter} onChange={(event) => setPromoter(event.target.value)}><option value="">—</option>{promoters.map((person) => <option key={person.id} value={person.id}>{person.name}{person.unit ? ` (${text(person.unit)})` : ""}</option>)}</select>}
        </Field>
        <Field label={t("composer.unit")}>
          {(ties) => <select {...ties} value={toUnit} onChange={(event) => setUnit(event.target.value)}><option value="">{t("handOver.ownUnit")}</option>{units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}</select>}
        </Field>
        <Field label={t("profiles.search")}>{(ties) => <input {...ties} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}</Field>
        <fieldset>
          <legend>{t("handOver.chosen", { count: chosen.size })}</legend>
          {wanting && chosen.size === 0 && <p className="field-error">{t("refusal.nothing-chosen")}</p>}
          {shown.map((profile) => (
            <label key={profile.id} className="choice">
              <input type="checkbox" checked={chosen.has(profile.id)} onChange={(event) => setChosen(new Set(event.target.checked ? [...chosen, profile.id] : [...chosen].filter((each) => each !== profile.id)))} />
              <span>{nameOf(profile)} <span className="dim">{t(`network.${profile.network}`)}{profile.unit && ` · ${text(profile.unit)}`}</span></span>
            </label>
          ))}
        </fieldset>
        <Field label={t("life.note")} hint={t("shell.optional")}>{(ties) => <textarea {...ties} className="short" maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
        {hand.error && <Failure error={hand.error} />}
        {stopped && <p className="field-error">{t("handOver.stoppedAt", { profile: nameOf(stopped) })}</p>}
        <div className="row"><Button type="submit" look="go" busy={hand.isPending}>{t("life.handOver")}</Button><Button onClick={onClose}>{t("shell.cancel")}</Button></div>
      </form>
    </Dialog>
  );
}
