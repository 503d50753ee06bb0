import { useState } from "react";
import { Button, Empty, Field, Tag } from "#web/ui/elements.tsx";
import { useRead } from "../data.ts";
import { ListImport } from "../list-import.tsx";
import { useOffice } from "../office.tsx";
import { type Branch, treeOf, type UnitRow, withWords } from "../organisation/tree.ts";
import { UnitDialog } from "../organisation/unit-dialog.tsx";
import { Loaded, Page } from "../page.tsx";
import { SettingsTabs } from "./settings-tabs.tsx";

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** The tree of departments, services, units and entities, and how it came to be what it is. */
export function Organisation() {
  const { t, text, format, may } = useOffice();
  const organisation = useRead("GET /organisation", {});
  const [search, setSearch] = useState("");
  const [open, setOpen] = useState<UnitRow | "new">();
  const [importing, setImporting] = useState(false);
  return (
    <Page title={t("organisation.title")} actions={<><a className="btn" href="/office/units.csv" download>{t("list.download")}</a>{may("policy.manage") && <><Button onClick={() => setImporting(true)}>{t("list.title")}</Button><Button look="go" onClick={() => setOpen("new")}>{t("organisation.enter")}</Button></>}</>}>
      {importing && <ListImport of="organisation" onClose={() => setImporting(false)} />}
      <SettingsTabs current="organisation" />
      <Loaded read={organisation}>
        {(view) => {
          const words = plain(search.trim());
          const branches = treeOf(view.units, (unit) => text(unit.name));
          const shown = words === "" ? branches : withWords(branches, (unit) => plain(`${Object.values(unit.name).join(" ")} ${unit.dir3 ?? ""}`).includes(words));
          return (
            <div className="split settings-body">
              <section className="card stack" aria-labelledby="tree">
                <h2 id="tree">{t("organisation.tree")}</h2>
                <Field label={t("people.search")}>{(ties) => <input {...ties} type="search" value={search} onChange={(event) => setSearch(event.target.value)} />}</Field>
                {shown.length === 0 ? <Empty title={t("organisation.none")}><p>{t("organisation.noneHint")}</p></Empty> : <Units branches={shown} onOpen={may("policy.manage") ? setOpen : undefined} />}
              </section>
              <section className="card stack" aria-labelledby="changes">
                <h2 id="changes">{t("organisation.changes")}</h2>
                {view.changes.length === 0 ? <p className="dim">{t("organisation.noChanges")}</p> : (
                  <ul className="list">
                    {view.changes.map((change) => (
                      <li key={change.at + change.unitId + change.change}>
                        <strong>{text(change.name)}</strong> · {t(`organisation.change.${change.change}`)} · {format.longDay(change.at)}
                        {change.parent && <p>{t("organisation.below", { unit: text(change.parent) })}</p>}
                        <p className="dim">«{change.reason}»{change.act && ` · ${text(change.act)}`}</p>
                      </li>
                    ))}
                  </ul>
                )}
              </section>
              {open !== undefined && <UnitDialog view={view} unit={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />}
            </div>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Lists in lists: a screen reader tells the level, and each unit is one stop of the keyboard. */
function Units({ branches, onOpen }: { readonly branches: readonly Branch[]; readonly onOpen: ((unit: UnitRow) => void) | undefined }) {
  const { t, text } = useOffice();
  return (
    <ul className="tree">
      {branches.map(({ unit, below }) => (
        <li key={unit.id}>
          <div className="row wide between">
            <div className="grow">
              <strong>{text(unit.name)}</strong> <span className="dim">{t(`unitKind.${unit.kind}`)}{unit.dir3 && ` · DIR3 ${unit.dir3}`}</span> {unit.coordinates && <Tag tone="info">{t("organisation.coordinates")}</Tag>}
              <p className="dim n">
                {t("people.shown", { count: unit.people })} · {t("organisation.profiles", { count: unit.profiles })}{unit.director && ` · ${t("role.director")}: ${unit.director}`}
              </p>
            </div>
            {onOpen && <Button small look="quiet" onClick={() => onOpen(unit)}>{t("organisation.edit")}<span className="sr">: {text(unit.name)}</span></Button>}
          </div>
          {below.length > 0 && <Units branches={below} onOpen={onOpen} />}
        </li>
      ))}
    </ul>
  );
}
