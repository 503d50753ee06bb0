-- Evidence: what the council published and did, in a tree of hashes (RFC 6962) that the application can only extend.
create schema evidence;

-- One row a record, written in the transaction of the command ("recorded"). `leaf` is the text that is hashed; the other
-- columns repeat parts of it to find it by.
create table evidence.record (
  id uuid primary key,
  kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  at timestamptz not null,
  leaf text not null check (octet_length(leaf) between 1 and 65535)
);
create index record_subject on evidence.record (subject_type, subject_id);

-- Records that have no index yet. A queue, not evidence: rows leave it in the transaction that seals them.
-- A number from a sequence may become visible late, so nothing is ever taken "after the last one".
create table evidence.pending (
  position bigint generated always as identity primary key,
  record_id uuid not null
);

-- The clear values behind the commitments in the leaves: the only part that can be erased, salt and all.
create table evidence.value (
  record_id uuid not null references evidence.record,
  name text not null,
  salt bytea not null check (octet_length(salt) = 32),
  value text not null,
  primary key (record_id, name)
);

-- Which values were erased, by whom and why. `id` is the record that puts the erasure itself in evidence.
create table evidence.erasure (
  id uuid primary key references evidence.record,
  record_id uuid not null references evidence.record,
  names text[] not null check (cardinality(names) > 0),
  reason text not null,
  erased_by uuid not null,
  at timestamptz not null
);
create index erasure_record on evidence.erasure (record_id);

-- The sealed log. Nothing here is ever changed.
create table evidence.entry (
  index bigint primary key check (index >= 0),
  record_id uuid not null unique,
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
);

-- Full tiles only: a partial tile is the last hashes of the level below, so it need not be kept.
-- `root` is the hash of the whole tile, its place in the tile above.
create table evidence.tile (
  level smallint not null check (level between 0 and 6),
  index bigint not null check (index >= 0),
  bytes bytea not null check (octet_length(bytes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  primary key (level, index)
);
-- Hashes do not compress; trying costs time.
alter table evidence.tile alter column bytes set storage external;

create table evidence.checkpoint (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  at timestamptz not null
);

grant usage on schema evidence to :app, :eraser;
grant select on all tables in schema evidence to :app;
grant insert on evidence.record, evidence.value, evidence.pending, evidence.entry, evidence.tile, evidence.checkpoint to :app;
grant delete on evidence.pending to :app;
grant select on evidence.record, evidence.value, evidence.erasure to :eraser;
grant insert on evidence.record, evidence.value, evidence.pending, evidence.erasure to :eraser;
grant delete on evidence.value to :eraser;
