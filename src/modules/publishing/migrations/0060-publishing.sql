create schema publishing;
grant usage on schema publishing to :app;

-- The working copy. What was approved is in `version` and below, and never changes.
create table publishing.publication (
  id uuid primary key,
  state text not null check (state in
    ('draft', 'in_review', 'returned', 'scheduled', 'publishing', 'published', 'failed', 'corrected', 'withdrawn', 'cancelled')),
  revision integer not null,
  content jsonb not null,
  unit_id uuid references policy.unit,
  title text not null,
  due_at timestamptz,
  -- Number of the version that is out; 0 before the first.
  published_version integer not null default 0,
  -- Why the version that is being written corrects the one that is out.
  correction_reason text,
  created_by uuid not null references authority.person,
  created_at timestamptz not null,
  submitted_by uuid references authority.person,
  submitted_at timestamptz,
  saved_by uuid not null references authority.person,
  saved_at timestamptz not null,
  changed_at timestamptz not null
);
create index publication_state on publishing.publication (state, changed_at desc, id desc);
create index publication_changed on publishing.publication (changed_at desc, id desc);

-- Whoever changed the words is an author of the version after `base_version` (ROL-R7).
create table publishing.author (
  publication_id uuid not null references publishing.publication,
  person_id uuid not null references authority.person,
  base_version integer not null,
  at timestamptz not null,
  primary key (publication_id, person_id, base_version)
);

create table publishing.cited (
  publication_id uuid not null references publishing.publication,
  item_id uuid not null,
  primary key (publication_id, item_id)
);
create index cited_item on publishing.cited (item_id);

create table publishing.version (
  id uuid primary key,
  publication_id uuid not null references publishing.publication,
  number integer not null,
  hash text not null,
  content jsonb not null,
  -- What each cited page said, by language: address, title, hash of its text.
  citations jsonb not null,
  correction_reason text,
  approved_by uuid not null references authority.person,
  approved_as text not null,
  approved_at timestamptz not null,
  due_at timestamptz not null,
  -- What a person chose on the clock, the zone and the version of the zone's rules by which it was read; null: at once.
  due_wall jsonb,
  unique (publication_id, number)
);

create table publishing.edition (
  id uuid primary key,
  version_id uuid not null references publishing.version,
  profile_id uuid not null references register.profile,
  languages text[] not null,
  text text not null,
  texts jsonb not null,
  media jsonb not null,
  hash text not null,
  unique (version_id, profile_id, languages)
);

create table publishing.decision (
  id uuid primary key,
  publication_id uuid not null references publishing.publication,
  version_number integer not null,
  decision text not null check (decision in ('approved', 'returned')),
  hash text not null,
  decided_by uuid not null references authority.person,
  role text not null,
  comment text not null,
  at timestamptz not null
);
create index decision_publication on publishing.decision (publication_id, at);

-- One irreversible act on one network. At most one `create` for an edition (DEL-R1).
create table publishing.delivery (
  id uuid primary key,
  publication_id uuid not null references publishing.publication,
  edition_id uuid not null references publishing.edition,
  part integer not null default 0,
  kind text not null check (kind in ('create', 'update', 'delete')),
  profile_id uuid not null references register.profile,
  network text not null,
  state text not null check (state in ('planned', 'armed', 'sent', 'confirmed', 'refused', 'unknown', 'missed')),
  due_at timestamptz not null,
  -- Past it, nothing goes out by itself any more.
  no_later_than timestamptz not null,
  -- The earliest next step: due time, retry, end of the settle time.
  next_at timestamptz not null,
  intent jsonb not null,
  fence integer not null default 0,
  lease_until timestamptz,
  attempts integer not null default 0,
  needs_person boolean not null default false,
  -- Called off before anything went out (reopened or cancelled); the row stays as the record of it.
  cancelled_at timestamptz,
  remote_id text,
  url text,
  code text,
  detail text,
  changed_at timestamptz not null,
  unique (edition_id, kind, part)
);
create index delivery_work on publishing.delivery (next_at)
  where state in ('planned', 'armed', 'sent', 'unknown') and cancelled_at is null and not needs_person;
create index delivery_publication on publishing.delivery (publication_id);
create index delivery_open on publishing.delivery (state, changed_at) where state in ('refused', 'unknown', 'missed');
-- A network's post belongs to one delivery: a read-back cannot give the same post to two.
create unique index delivery_remote on publishing.delivery (profile_id, remote_id) where kind = 'create' and remote_id is not null;

create table publishing.delivery_step (
  position bigint generated always as identity primary key,
  delivery_id uuid not null references publishing.delivery,
  at timestamptz not null,
  from_state text not null,
  to_state text not null,
  fence integer not null,
  code text,
  by_person uuid
);
create index delivery_step_delivery on publishing.delivery_step (delivery_id, position);

create table publishing.withdrawal (
  publication_id uuid primary key references publishing.publication,
  reason text not null check (reason in ('error_fact', 'personal_data', 'rights', 'order', 'duplicate', 'test')),
  note text not null,
  withdrawn_by uuid not null references authority.person,
  at timestamptz not null
);

grant select, insert, update on publishing.publication, publishing.delivery to :app;
grant select, insert, delete on publishing.cited to :app;
grant select, insert on publishing.author, publishing.version, publishing.edition, publishing.decision,
  publishing.delivery_step, publishing.withdrawal to :app;
