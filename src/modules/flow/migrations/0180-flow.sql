create schema flow;
grant usage on schema flow to :app;

-- What somebody of the house thinks should be told, or knows that has no page yet (FLO-9, FLO-10).
create table flow.suggestion (
  id uuid primary key,
  unit_id uuid not null references policy.unit,
  title text not null check (title <> ''),
  text text not null,
  -- Where it is on the municipal web; null: nowhere yet.
  url text,
  suggested_by uuid not null references authority.person,
  at timestamptz not null
);
create index suggestion_unit on flow.suggestion (unit_id, at desc);

create table flow.suggestion_decision (
  suggestion_id uuid primary key references flow.suggestion,
  decision text not null check (decision in ('publish', 'not_applicable')),
  reason text,
  note text not null,
  publication_id uuid references publishing.publication,
  decided_by uuid not null references authority.person,
  at timestamptz not null,
  check ((decision = 'publish') = (publication_id is not null)),
  check (decision <> 'not_applicable' or reason is not null)
);

-- Which page of the web says now what began on a profile (FLO-R5).
create table flow.settlement (
  origin text not null check (origin in ('publication', 'suggestion')),
  origin_id uuid not null,
  item_id uuid not null references sources.item,
  settled_by uuid not null references authority.person,
  at timestamptz not null,
  primary key (origin, origin_id)
);

-- A person looked at a page (FLO-4): it is right as it is, or it has to change.
create table flow.review (
  position bigint generated always as identity primary key,
  item_id uuid not null references sources.item,
  outcome text not null check (outcome in ('no_change', 'to_change')),
  note text not null check (outcome = 'no_change' or note <> ''),
  reviewed_by uuid not null references authority.person,
  at timestamptz not null
);
create index review_item on flow.review (item_id, position desc);

-- What kind of information a page is, where somebody has said.
create table flow.item_kind (
  item_id uuid primary key references sources.item,
  kind text not null check (kind in ('procedure', 'project', 'facility', 'activity', 'event', 'news', 'notice')),
  set_by uuid not null references authority.person,
  set_at timestamptz not null
);

-- Of which units something is awaited on a web, and how often (FLO-6).
create table flow.expectation (
  id uuid primary key,
  unit_id uuid not null references policy.unit,
  source_id uuid not null references sources.source,
  every_days integer not null check (every_days between 1 and 400),
  set_by uuid not null references authority.person,
  set_at timestamptz not null,
  ended_at timestamptz
);
create unique index expectation_one on flow.expectation (unit_id, source_id) where ended_at is null;

grant select, insert on flow.suggestion, flow.suggestion_decision, flow.settlement, flow.review to :app;
grant select, insert, update on flow.item_kind, flow.expectation to :app;
