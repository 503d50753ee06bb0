import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { Button, Empty, Field } from "#web/ui/elements.tsx";
import type { LibraryView, PictureView } from "../../views.ts";
import { useRead } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Loaded, Page } from "../page.tsx";
import { PictureRights } from "../pictures/rights.tsx";
import { Upload } from "../pictures/upload.tsx";
import { PublishTabs } from "./publish-tabs.tsx";
import { ShownMedia } from "../shown-media.tsx";
import { StateTag } from "./state-tag.tsx";

/** Every picture once, with its rights, its descriptions and where it is shown. */
export function PictureLibrary() {
  const { t } = useOffice();
  const { words, cursor } = useSearch({ from: "/pictures" });
  const library = useRead("GET /pictures", { words: words ?? "", ...(cursor ? { cursor } : {}) });
  return (
    <Page title={t("pictures.title")}>
      <PublishTabs current="pictures" />
      <Add />
      <Search words={words ?? ""} />
      <Loaded read={library}>{(page) => <Pictures page={page} words={words} />}</Loaded>
    </Page>
  );
}

/** What is for everybody to use is added here, without a publication. */
function Add() {
  const { t, may } = useOffice();
  const client = useQueryClient();
  if (!may("media.add")) return null;
  return (
    <div>
      <p className="hint" id="library-hint">{t("composer.addPictureHint")}</p>
      <div className="row"><Upload id="f-library" describedBy="library-hint" onAdded={() => void client.invalidateQueries()} /></div>
    </div>
  );
}

function Search({ words }: { readonly words: string }) {
  const { t } = useOffice();
  const navigate = useNavigate();
  const [typed, setTyped] = useState(words);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ to: "/pictures", search: typed.trim() === "" ? {} : { words: typed.trim() } });
  };
  return (
    <form role="search" className="row filters search" onSubmit={submit}>
      <div className="grow">
        <Field label={t("pictures.search")} hint={t("pictures.searchHint")}>{(ties) => <input {...ties} type="search" value={typed} maxLength={100} onChange={(event) => setTyped(event.target.value)} />}</Field>
      </div>
      <Button type="submit">{t("pictures.find")}</Button>
    </form>
  );
}

function Pictures({ page, words }: { readonly page: LibraryView; readonly words: string | undefined }) {
  const { t } = useOffice();
  if (page.pictures.length === 0) return <Empty icon="search" title={t(words ? "pictures.noneFound" : "pictures.none")}><p className="measure">{t(words ? "pictures.noneFoundHint" : "pictures.noneHint")}</p></Empty>;
  return (
    <div className="stack">
      <ul className="library">{page.pictures.map((picture) => <li key={picture.assetId} className="card stack tight"><Entry picture={picture} /></li>)}</ul>
      {page.next !== null && <p><Link to="/pictures" search={{ ...(words ? { words } : {}), cursor: page.next }} className="btn">{t("shell.older")}</Link></p>}
    </div>
  );
}

function Entry({ picture }: { readonly picture: PictureView }) {
  const { t, format, clock, text } = useOffice();
  const shown = Object.keys(picture.alt).length > 0 ? text(picture.alt) : "";
  return (
    <>
      {picture.durationMs === null ? <a href={picture.url} className="picture-frame"><ShownMedia media={picture} alt={shown || picture.fileName} /></a> : <div className="picture-frame"><ShownMedia media={picture} alt={shown || picture.fileName} /></div>}
      <h2>{picture.fileName}</h2>
      <p className="dim">{picture.width} × {picture.height} · {format.bytes(picture.bytes)} · {picture.addedBy}, {format.moment(picture.addedAt, clock.now())}</p>
      <PictureRights picture={picture} />
      {picture.uses.length === 0 ? <p className="dim">{t("pictures.unused")}</p> : (
        <details>
          <summary>{t("pictures.uses", { count: picture.uses.length })}</summary>
          <ul className="list">
            {picture.uses.map((use) => <li key={use.publicationId}><Link to="/publications/$id" params={{ id: use.publicationId }}>{use.title || t("publications.untitled")}</Link> <StateTag state={use.state} /></li>)}
          </ul>
        </details>
      )}
    </>
  );
}
