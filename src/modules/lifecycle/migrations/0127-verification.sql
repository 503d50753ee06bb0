-- What shows that a profile is the council's (PRO-13): a page of the council's web that links to it, a name under its domain, or the network's badge.
create table lifecycle.verification (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  kind text not null check (kind in ('rel_me', 'domain', 'badge')),
  evidence text not null check (evidence <> ''),
  checked_by uuid not null references authority.person,
  at timestamptz not null,
  ended_by uuid references authority.person,
  ended_at timestamptz
);
create index verification_profile on lifecycle.verification (profile_id, at desc);
grant select, insert, update on lifecycle.verification to :app;
