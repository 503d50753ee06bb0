-- What happened, for consumers that keep a cursor. Written in the transaction of the command that made it happen.
create table platform.event (
  position bigint generated always as identity primary key,
  schema_version integer not null,
  kind text not null,
  subject_type text not null,
  subject_id uuid not null,
  actor_id uuid,
  at timestamptz not null,
  data jsonb not null
);
create index event_subject on platform.event (subject_type, subject_id, position);

create table platform.consumer (
  name text primary key,
  position bigint not null
);

-- One row per database: what this installation is. `clock_offset_ms` is not zero only in the example city.
create table platform.installation (
  singleton boolean primary key default true check (singleton),
  kind text not null check (kind in ('council', 'example')),
  origin text not null,
  clock_offset_ms bigint not null,
  created_at timestamptz not null
);

grant usage on schema platform to :app;
grant select, insert on platform.event to :app;
grant select, insert, update on platform.consumer to :app;
grant select, insert on platform.installation to :app;
