import { Link } from "@tanstack/react-router";
import { Note } from "#web/ui/elements.tsx";
import type { PublicationView } from "../../views.ts";
import { useOffice } from "../office.tsx";

/** That nobody approved it beforehand, by which rule, and who has looked at it since. */
export function Unapproved({ of }: { readonly of: PublicationView["unapproved"] }) {
  const { t, format, clock } = useOffice();
  if (!of) return null;
  const now = clock.now();
  return (
    <Note tone={of.review === null ? "wait" : "info"} title={t("laterReviews.unapproved")}>
      <p>{t("laterReviews.unapprovedHint", { who: of.by, when: format.moment(of.at, now), count: of.oneIn })}</p>
      {of.review === null
        ? <p>{t("laterReviews.waits")} <Link to="/later-reviews">{t("laterReviews.title")}</Link></p>
        : <p>{t(`laterReviews.verdict.${of.review.verdict}`, { who: of.review.by, when: format.moment(of.review.at, now) })}{of.review.note && ` «${of.review.note}»`}</p>}
    </Note>
  );
}
