create schema sources;
grant usage on schema sources to :app;

-- A web site (or a section of it) of the council, registered by address (WEB-1).
create table sources.source (
  id uuid primary key,
  name jsonb not null,
  base_url text not null unique,
  -- `host` or `host:port`: only pages of these become items.
  hosts text[] not null check (cardinality(hosts) > 0),
  owner_unit_id uuid references policy.unit,
  languages text[] not null check (cardinality(languages) > 0),
  -- How an address says its language, and what a page says that is not in force (WEB-3, WEB-6).
  language_rule jsonb not null,
  not_in_force_markers text[] not null,
  registered_by uuid not null,
  registered_at timestamptz not null
);

-- What is read regularly: a feed, a sitemap or a single page.
create table sources.channel (
  id uuid primary key,
  source_id uuid not null references sources.source,
  kind text not null check (kind in ('feed', 'sitemap', 'page')),
  url text not null unique,
  title text not null,
  etag text,
  last_modified text,
  -- Grows with each finished reading: one that began before another finished does not count.
  readings integer not null default 0,
  next_at timestamptz not null,
  last_read_at timestamptz,
  last_ok_at timestamptz,
  -- When its content last came whole, not as "unchanged".
  last_content_at timestamptz,
  error jsonb,
  error_since timestamptz,
  failures integer not null default 0,
  last_counts jsonb,
  added_at timestamptz not null
);
create index channel_due on sources.channel (next_at);
create index channel_source on sources.channel (source_id);

-- One piece of information of the web, in all its languages; `canonical_key` keeps it from existing twice (WEB-R2).
create table sources.item (
  id uuid primary key,
  source_id uuid not null references sources.source,
  canonical_key text not null unique,
  owner_unit_id uuid references policy.unit,
  first_seen_at timestamptz not null,
  -- The day it counts for: when it was seen, or when it was published if it was there before we came.
  appeared_at timestamptz not null,
  status text not null check (status in ('live', 'gone', 'not_in_force')),
  -- Found to be a language variant of another item, which has its variants now (hreflang).
  merged_into uuid references sources.item
);
create index item_newest on sources.item (appeared_at desc, id desc) where merged_into is null;
create index item_unit on sources.item (owner_unit_id, appeared_at desc);
create index item_source on sources.item (source_id, appeared_at desc);

-- Every spelling of an address under which an item was met.
create table sources.alias (
  address text primary key,
  item_id uuid not null references sources.item,
  language text
);
create index alias_item on sources.alias (item_id);

create table sources.variant (
  id uuid primary key,
  item_id uuid not null references sources.item,
  language text not null,
  url text not null,
  -- The spelling of `url` in the alias table.
  address text not null,
  status text not null check (status in ('live', 'gone', 'not_in_force')),
  -- The channel whose words the revisions are.
  speaker_id uuid not null references sources.channel,
  revision_id uuid not null,
  unique (item_id, language)
);

-- What a variant said from an instant on; never changed, never deleted (citations point here).
create table sources.revision (
  id uuid primary key,
  variant_id uuid not null references sources.variant,
  channel_id uuid not null references sources.channel,
  at timestamptz not null,
  url text not null,
  title text not null,
  summary text not null,
  body text not null,
  hash text not null,
  published_at timestamptz,
  modified_at timestamptz,
  valid_until timestamptz,
  not_in_force boolean not null
);
create index revision_variant on sources.revision (variant_id, at);
alter table sources.variant add foreign key (revision_id) references sources.revision deferrable initially deferred;

-- What each channel last said of each variant it carries.
create table sources.sighting (
  channel_id uuid not null references sources.channel,
  variant_id uuid not null references sources.variant,
  hash text not null,
  at timestamptz not null,
  primary key (channel_id, variant_id)
);

-- The addresses of a sitemap, and which of them wait to be read.
create table sources.page (
  channel_id uuid not null references sources.channel,
  address text not null,
  url text not null,
  modified_at timestamptz,
  waiting boolean not null,
  failures integer not null default 0,
  listed_at timestamptz not null,
  read_at timestamptz,
  primary key (channel_id, address)
);
create index page_waiting on sources.page (channel_id, modified_at desc nulls last) where waiting;

-- What people decided on an item; the last one is in force (FLO-2).
create table sources.triage (
  position bigint generated always as identity primary key,
  item_id uuid not null references sources.item,
  decision text not null check (decision in ('publish', 'later', 'not_applicable')),
  reason text,
  note text not null,
  until_day text,
  until_at timestamptz,
  decided_by uuid not null,
  at timestamptz not null,
  check (decision <> 'not_applicable' or reason is not null),
  check ((decision = 'later') = (until_at is not null)),
  check ((until_day is null) = (until_at is null))
);
create index triage_item on sources.triage (item_id, position desc);

-- Each reading of a channel: what came of it. Kept for some months.
create table sources.harvest (
  id uuid primary key,
  channel_id uuid not null references sources.channel,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  outcome text not null check (outcome in ('read', 'unchanged', 'failed', 'superseded')),
  counts jsonb not null,
  refused jsonb not null,
  error jsonb
);
create index harvest_channel on sources.harvest (channel_id, finished_at desc);

grant select, insert, update on sources.source, sources.channel, sources.item, sources.alias, sources.variant, sources.sighting, sources.page to :app;
grant select, insert on sources.revision, sources.triage to :app;
grant delete on sources.page, sources.sighting to :app;
grant select, insert, delete on sources.harvest to :app;
