import { Link, useSearch } from "@tanstack/react-router";
import { Empty, Tag } from "#web/ui/elements.tsx";
import type { EvidencePage } from "../../views.ts";
import { useTicking } from "../clock.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";

/** What can be proved: each entry of the record, whether it is sealed, and the last checkpoint. */
export function Archive() {
  const { t } = useOffice();
  const { cursor } = useSearch({ from: "/archive" });
  const evidence = useRead("GET /evidence", cursor ? { cursor } : {}, { everyMs: 15_000 });
  return (
    <Page title={t("nav.archive")}>
      <Loaded read={evidence}>
        {(page) => (
          <div className="split">
            <Records page={page} />
            <Checkpoint page={page} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Records({ page }: { readonly page: EvidencePage }) {
  const { t, format, clock } = useOffice();
  const now = useTicking(clock);
  const kindOf = (kind: string) => {
    const key = `evidence.kind.${kind}`;
    return t.has(key) ? t(key) : kind;
  };
  if (page.records.length === 0) return <Empty icon="archive" title={t("evidence.none")}><p className="measure">{t("evidence.noneHint")}</p></Empty>;
  return (
    <div className="card stack">
      <table className="cards">
        <caption className="sr">{t("nav.archive")}</caption>
        <thead><tr><th scope="col">{t("evidence.index")}</th><th scope="col">{t("evidence.what")}</th><th scope="col">{t("evidence.when")}</th><th scope="col">{t("evidence.hash")}</th></tr></thead>
        <tbody>
          {page.records.map((record) => (
            <tr key={record.id}>
              <td className="n" data-label={t("evidence.index")}>{record.index === null ? <Tag tone="wait">{t("evidence.recorded")}</Tag> : record.index}</td>
              <th scope="row">
                {kindOf(record.kind)}
                {record.publicationId && <span className="by"><Link to="/publications/$id" params={{ id: record.publicationId }} data-row="">{record.title || t("publications.untitled")}</Link></span>}
              </th>
              <td data-label={t("evidence.when")}><time dateTime={record.at}>{format.moment(record.at, now)}</time></td>
              <td data-label={t("evidence.hash")}><code title={record.leafHash}>{record.leafHash.slice(0, 12)}…</code></td>
            </tr>
          ))}
        </tbody>
      </table>
      {page.next !== null && <p><Link to="/archive" search={{ cursor: page.next }} className="btn">{t("shell.older")}</Link></p>}
    </div>
  );
}

function Checkpoint({ page }: { readonly page: EvidencePage }) {
  const { t, format, clock } = useOffice();
  const { checkpoint } = page;
  return (
    <section className="card stack tight" aria-labelledby="checkpoint">
      <h2 id="checkpoint">{t("evidence.checkpoint")}</h2>
      {checkpoint ? (
        <dl className="facts">
          <dt>{t("evidence.size")}</dt><dd className="n">{format.number(checkpoint.size)}</dd>
          <dt>{t("evidence.when")}</dt><dd>{format.moment(checkpoint.at, clock.now())}</dd>
          <dt>{t("evidence.root")}</dt><dd><code>{checkpoint.root}</code></dd>
        </dl>
      ) : <p className="dim">{t("evidence.noCheckpoint")}</p>}
      {page.unsealed > 0 && <p className="wait">{t("evidence.unsealed", { count: page.unsealed })}</p>}
      <p className="dim">{t("evidence.how")} <code>pregonero verify</code></p>
    </section>
  );
}
