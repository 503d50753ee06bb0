-- Who manages a profile in somebody's place, for exactly these instants (COV-4). An early end is a row of its own.
create table authority.substitution (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  absent_id uuid not null references authority.person,
  substitute_id uuid not null references authority.person,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  named_by uuid not null references authority.person,
  named_at timestamptz not null,
  check (absent_id <> substitute_id)
);
create index substitution_substitute on authority.substitution (substitute_id, valid_to);
create index substitution_profile on authority.substitution (profile_id, valid_to);

create table authority.substitution_end (
  substitution_id uuid primary key references authority.substitution,
  at timestamptz not null,
  ended_by uuid references authority.person,
  reason text not null
);

grant select, insert on authority.substitution, authority.substitution_end to :app;
