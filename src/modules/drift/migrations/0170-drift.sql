create schema drift;
grant usage on schema drift to :app;

-- A cited item that is watched, in all its languages (DRI-2).
create table drift.page (
  item_id uuid primary key references sources.item,
  -- The last publication that cites it: the rhythm counts from here.
  since timestamptz not null,
  -- Null: watched no longer.
  next_at timestamptz,
  -- Grows with each finished look: one that began before another finished does not count.
  looks integer not null default 0,
  looked_at timestamptz
);
create index page_due on drift.page (next_at) where next_at is not null;

-- What a page said from an instant on, in one language; never changed (DRI-1).
create table drift.snapshot (
  id uuid primary key,
  item_id uuid not null references drift.page,
  language text not null,
  at timestamptz not null,
  url text not null,
  status text not null check (status in ('live', 'not_in_force', 'gone')),
  title text not null,
  body text not null,
  links text[] not null,
  valid_until timestamptz,
  -- SHA-256 over status and words without their typography, hex.
  hash text not null
);
create index snapshot_page on drift.snapshot (item_id, language, at desc);

create table drift.variant (
  item_id uuid not null references drift.page,
  language text not null,
  snapshot_id uuid references drift.snapshot,
  etag text,
  last_modified text,
  -- What was seen and is believed only when it is seen again.
  doubt text check (doubt in ('gone', 'short')),
  doubt_since timestamptz,
  trouble jsonb,
  failing_since timestamptz,
  primary key (item_id, language)
);

-- A publication that is out cites the page, in one language.
create table drift.citation (
  publication_id uuid not null references publishing.publication,
  version integer not null,
  item_id uuid not null references drift.page,
  language text not null,
  -- What the page said when it went out; null until the page was read.
  snapshot_id uuid references drift.snapshot,
  -- What it is compared with: the same until somebody decides that a change does not matter.
  baseline_id uuid references drift.snapshot,
  fields jsonb not null default '[]',
  at timestamptz not null,
  ended_at timestamptz,
  ended text check (ended in ('corrected', 'withdrawn')),
  primary key (publication_id, version, item_id, language),
  check ((ended is null) = (ended_at is null))
);
create index citation_page on drift.citation (item_id) where ended_at is null;

-- What a correction says and the page did not yet when it went out (DRI-5).
create table drift.claim (
  publication_id uuid not null references publishing.publication,
  version integer not null,
  item_id uuid not null references drift.page,
  language text not null,
  changes jsonb not null,
  at timestamptz not null,
  settled_at timestamptz,
  primary key (publication_id, version, item_id, language)
);
create index claim_open on drift.claim (item_id) where settled_at is null;

-- A difference between a page and what is out about it (`page`), a correction and its page (`reverse`), or two languages of one page.
create table drift.drift (
  id uuid primary key,
  item_id uuid not null references drift.page,
  kind text not null check (kind in ('page', 'reverse', 'languages')),
  detected_at timestamptz not null,
  -- Stored and told to nobody when it is not (DRI-R3).
  material boolean not null,
  changes jsonb not null,
  -- By language: what it said, what it says.
  snapshots jsonb not null,
  -- The same difference has the same: one that was decided does not come back.
  signature text not null,
  state text not null check (state in ('stored', 'detected', 'assigned', 'corrected', 'page_fixed', 'not_material')),
  decision text check (decision in ('correct', 'page_wrong', 'not_material')),
  due_at timestamptz,
  told_late_at timestamptz,
  closed_at timestamptz
);
create unique index drift_open on drift.drift (item_id, kind) where state in ('detected', 'assigned');
create index drift_newest on drift.drift (detected_at desc, id desc);

-- Every state it had: who, when and why (Annex E).
create table drift.step (
  position bigint generated always as identity primary key,
  drift_id uuid not null references drift.drift,
  state text not null,
  decision text,
  at timestamptz not null,
  by_person uuid references authority.person,
  reason text not null,
  publication_id uuid references publishing.publication
);
create index step_drift on drift.step (drift_id, position);

-- The publications that a drift makes wrong, and what became of each.
create table drift.affected (
  drift_id uuid not null references drift.drift,
  publication_id uuid not null references publishing.publication,
  version integer not null,
  settled_at timestamptz,
  settled text check (settled in ('corrected', 'withdrawn')),
  primary key (drift_id, publication_id, version)
);
create index affected_publication on drift.affected (publication_id) where settled_at is null;

grant select, insert, update on drift.page, drift.variant, drift.citation, drift.claim, drift.drift, drift.affected to :app;
grant select, insert on drift.snapshot, drift.step to :app;
