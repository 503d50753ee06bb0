-- Hours of the week at which a profile usually says something; the last row counts.
create table publishing.slots (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  -- Seven lists of `HH:MM`, Monday first.
  week jsonb not null,
  on_holidays boolean not null,
  set_by uuid not null references authority.person,
  at timestamptz not null
);
create index slots_profile on publishing.slots (profile_id, position desc);
grant select, insert on publishing.slots to :app;
