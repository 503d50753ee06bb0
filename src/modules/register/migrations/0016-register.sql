create schema register;
grant usage on schema register to :app;

create table register.profile (
  id uuid primary key,
  network text not null,
  -- As typed in the network, lower case; a handle is never given twice, not even after its profile closed.
  handle text not null,
  -- The network's own identifier of the account.
  account text not null,
  url text not null,
  display_name jsonb not null,
  summary jsonb not null,
  unit_id uuid references policy.unit,
  languages text[] not null check (cardinality(languages) > 0),
  -- `bilingual`: one post with all languages; `separate`: one post a language.
  layout text not null check (layout in ('bilingual', 'separate')),
  reason text not null,
  entered_at timestamptz not null,
  entered_by uuid references authority.person,
  unique (network, handle)
);
alter table authority.appointment add foreign key (profile_id) references register.profile;
alter table authority.standing add foreign key (profile_id) references register.profile;

grant select, insert on register.profile to :app;
