create schema authority;
grant usage on schema authority to :app;

create table authority.person (
  id uuid primary key,
  name text not null,
  email text not null,
  post_type text not null check (post_type in ('service_head', 'unit_head', 'technical', 'mayor_adviser', 'director', 'entity_head')),
  unit_id uuid references policy.unit,
  language text not null,
  single_keys boolean not null default true,
  entered_at timestamptz not null
);
create unique index person_email on authority.person (lower(email));

-- Who holds which role, where, since when and by which act (ROL-1). An early end is a row of its own.
create table authority.appointment (
  id uuid primary key,
  person_id uuid not null references authority.person,
  role text not null check (role in ('coordinator', 'promoter', 'manager')),
  unit_id uuid references policy.unit,
  profile_id uuid,
  valid_from timestamptz not null,
  valid_to timestamptz,
  act text not null,
  justification text not null,
  appointed_by uuid,
  check ((role = 'promoter') = (unit_id is not null)),
  check ((role = 'manager') = (profile_id is not null))
);
create index appointment_person on authority.appointment (person_id);
create index appointment_profile on authority.appointment (profile_id);

create table authority.revocation (
  appointment_id uuid primary key references authority.appointment,
  at timestamptz not null,
  revoked_by uuid,
  reason text not null
);

-- Standing of a profile, as the register writes it: the last row is in force.
create table authority.standing (
  position bigint generated always as identity primary key,
  profile_id uuid not null,
  state text not null check (state in ('active', 'suspended', 'closed')),
  unit_id uuid references policy.unit,
  at timestamptz not null,
  changed_by uuid,
  reason text not null
);
create index standing_profile on authority.standing (profile_id, position desc);

grant select, insert, update on authority.person to :app;
grant select, insert on authority.appointment, authority.revocation, authority.standing to :app;
