-- Profiles that are chosen together in the composer; the last row of a group counts, so what was removed can be put back.
create table publishing.profile_group (
  position bigint generated always as identity primary key,
  group_id uuid not null,
  name text not null check (name <> ''),
  -- Null: of the whole council.
  unit_id uuid references policy.unit,
  profile_ids uuid[] not null check (cardinality(profile_ids) > 0),
  removed boolean not null,
  set_by uuid not null references authority.person,
  at timestamptz not null
);
create index profile_group_last on publishing.profile_group (group_id, position desc);
grant select, insert on publishing.profile_group to :app;
