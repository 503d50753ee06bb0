-- FLO-7: whether two items are one, as people decided; the last row of two is in force. What joining moved is kept, so that it can be undone.
create table sources.likeness (
  position bigint generated always as identity primary key,
  kept_id uuid not null references sources.item,
  other_id uuid not null references sources.item check (other_id <> kept_id),
  decision text not null check (decision in ('same', 'apart')),
  -- Languages that the kept one lacked and has from the other now, and items that were joined to the other before.
  moved uuid[] not null,
  brought uuid[] not null,
  decided_by uuid not null references authority.person,
  at timestamptz not null
);
create index likeness_other on sources.likeness (other_id, position desc);
create index likeness_kept on sources.likeness (kept_id, position desc);
create index item_merged on sources.item (merged_into) where merged_into is not null;

-- Words as they are compared: without accents, case and marks.
create function sources.folded(text) returns text language sql immutable strict parallel safe as $$
  select trim(regexp_replace(translate(lower($1), 'áàäâéèëêíìïîóòöôúùüûñç', 'aaaaeeeeiiiioooouuuunc'), '[^a-z0-9]+', ' ', 'g'))
$$;
create index revision_title on sources.revision (sources.folded(title));
create index revision_words on sources.revision (md5(body)) where length(body) >= 200;
grant select, insert on sources.likeness to :app;
