-- When a profile is attended and how soon it answers; the last row that has begun is in force.
create table register.attention (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  valid_from timestamptz not null,
  week jsonb not null,
  holiday jsonb not null,
  -- Minutes of attention until the first answer (PROT-R1).
  first_response_minutes integer not null check (first_response_minutes > 0),
  reason text not null,
  set_by uuid references authority.person
);
create index attention_profile on register.attention (profile_id, valid_from desc, position desc);

grant select, insert on register.attention to :app;
