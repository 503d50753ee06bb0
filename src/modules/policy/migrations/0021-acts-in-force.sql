-- An act takes effect, may cease to, and may be one that staff and contractors commit themselves to: a policy version.
alter table policy.act
  add column in_force_from timestamptz,
  add column in_force_to timestamptz,
  add column binding boolean not null default false,
  -- Of the signed document, lower-case hexadecimal, when somebody gave it.
  add column sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  -- [{ "number": "2", "title": { "es": … }, "summary": { "es": … } }]
  add column articles jsonb not null default '[]',
  add column recorded_by uuid;
update policy.act set in_force_from = signed_on::timestamptz, binding = (kind = 'instruction');
alter table policy.act alter column in_force_from set not null;

-- Days between which something holds for everybody: an election period begins with its call (LOREG).
create table policy.period (
  id uuid primary key,
  kind text not null check (kind in ('election')),
  name jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > starts_at),
  act_id uuid references policy.act,
  entered_by uuid,
  entered_at timestamptz not null,
  removed_by uuid,
  removed_at timestamptz
);
grant select, insert, update on policy.period to :app;

-- A value that a migration had to set has no person behind it.
alter table policy.parameter alter column set_by drop not null;
alter table policy.parameter add column id uuid not null default gen_random_uuid() unique;

-- A council that was at work before accreditations were asked for goes on working; it turns them on itself.
insert into policy.parameter (key, value, act_id, article, valid_from, set_by, set_at)
select 'roles.accreditationRequired', 'false', null, 'upgrade', founded_at, null, founded_at from policy.council;
