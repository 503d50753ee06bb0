-- What is said again in other words, under a name (EDI-9); the last row of a template counts, so one that is retired can be brought back.
create table publishing.template (
  position bigint generated always as identity primary key,
  template_id uuid not null,
  name text not null check (name <> ''),
  -- Null: of the whole council.
  unit_id uuid references policy.unit,
  content jsonb not null,
  retired boolean not null,
  set_by uuid not null references authority.person,
  at timestamptz not null
);
create index template_last on publishing.template (template_id, position desc);
grant select, insert on publishing.template to :app;
