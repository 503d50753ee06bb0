import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { Empty } from "#web/ui/elements.tsx";
import { useOffice } from "../office.tsx";
import { Failure, Page } from "../page.tsx";

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useOffice();
  return (
    <Page title={t("lost.title")}>
      <Empty icon="search" title={t("lost.nothingHere")}><p><Link to="/">{t("lost.home")}</Link></p></Empty>
    </Page>
  );
}

/** A screen that broke: the frame around it still stands. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const { t } = useOffice();
  const router = useRouter();
  // A screen that could not be fetched is fetched again before it is drawn again.
  return <Page title={t("shell.failed")}><Failure error={error} onRetry={() => void router.invalidate().then(reset)} /></Page>;
}
