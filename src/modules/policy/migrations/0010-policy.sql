create schema policy;
grant usage on schema policy to :app;

-- One council per database.
create table policy.council (
  singleton boolean primary key default true check (singleton),
  name jsonb not null,
  -- Official languages in the council's order (BCP 47).
  languages text[] not null check (cardinality(languages) > 0),
  zone text not null,
  -- Where handles live (`@movilidad@ciudad.example`); may differ from the host of the origin.
  handle_domain text not null,
  brand text not null,
  founded_at timestamptz not null
);

create table policy.unit (
  id uuid primary key,
  kind text not null check (kind in ('department', 'service', 'unit', 'entity')),
  name jsonb not null,
  parent_id uuid references policy.unit,
  coordinates boolean not null default false,
  valid_from timestamptz not null,
  valid_to timestamptz
);
create index unit_parent on policy.unit (parent_id);

-- Instructions, strategies, rules: what parameters and appointments cite.
create table policy.act (
  id uuid primary key,
  kind text not null,
  title jsonb not null,
  issuer text not null,
  place text not null,
  signed_on date not null,
  url text,
  recorded_at timestamptz not null
);

-- A parameter in force has one value at an instant (ORG-R2); a later row replaces an earlier one from `valid_from` on.
create table policy.parameter (
  key text not null,
  value jsonb not null,
  act_id uuid references policy.act,
  article text not null,
  valid_from timestamptz not null,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (key, valid_from)
);

grant select, insert, update on policy.council, policy.unit to :app;
grant select, insert on policy.act, policy.parameter to :app;
