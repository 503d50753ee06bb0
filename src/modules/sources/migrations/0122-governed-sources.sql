-- What is read has an owner, a state and a proof that the domain is the council's (M2).
alter table sources.source
  add kind text not null default 'www' check (kind in ('www', 'sede', 'minisite', 'blog', 'press', 'agenda', 'open_data')),
  add creation_act text not null default '',
  add statement_url text,
  add statement_on date,
  -- What a host must show to prove that it is the council's.
  add proof_token text not null default '';
update sources.source set proof_token = 'pregonero-' || replace(gen_random_uuid()::text, '-', '') || replace(gen_random_uuid()::text, '-', '');

-- Every state it had: who, when and why; the last row counts (Annex E).
create table sources.step (
  position bigint generated always as identity primary key,
  source_id uuid not null references sources.source,
  state text not null check (state in ('proposed', 'active', 'migrating', 'retired')),
  at timestamptz not null,
  by_person uuid not null references authority.person,
  reason text not null
);
create index step_source on sources.step (source_id, position desc);
insert into sources.step (source_id, state, at, by_person, reason)
  select id, 'active', registered_at, registered_by, 'Entered before proof was asked for' from sources.source order by id;

-- That a host showed the token, and where (WEB-2).
create table sources.proof (
  position bigint generated always as identity primary key,
  source_id uuid not null references sources.source,
  host text not null,
  method text not null check (method in ('well_known', 'meta')),
  at timestamptz not null,
  by_person uuid not null references authority.person
);
create index proof_source on sources.proof (source_id, position desc);

-- What is published below a path belongs to a unit (WEB-5).
create table sources.section (
  id uuid primary key,
  source_id uuid not null references sources.source,
  prefix text not null,
  unit_id uuid not null references policy.unit,
  since timestamptz not null,
  by_person uuid not null references authority.person,
  ended_at timestamptz,
  ended_by uuid references authority.person
);
create unique index section_prefix on sources.section (source_id, prefix) where ended_at is null;

grant select, insert on sources.step, sources.proof to :app;
grant select, insert, update on sources.section to :app;
