-- The whole life of a profile, not only that it is there (PRO-1).
alter table authority.standing drop constraint standing_state_check;
alter table authority.standing add constraint standing_state_check check (state in ('opening', 'active', 'dormant', 'suspended', 'closing', 'closed', 'found'));

alter table register.profile
  add kind text not null default 'institutional' check (kind in ('institutional', 'general_attention', 'service', 'facility', 'campaign', 'emergency', 'office_holder')),
  -- 1: the council's own voice; 2: a department's; 3: a facility's or a campaign's (PRO-6).
  add ring smallint not null default 2 check (ring between 1 and 3),
  add promoter_id uuid references authority.person,
  -- The network's number for the account, where it has one beside the handle (PRO-R9).
  add remote_id text,
  add opened_on date,
  -- The act by which it was opened.
  add act text not null default '',
  -- Whose mailbox gets the credentials: never a person's (PRO-R11).
  add credentials_mail text,
  -- Of one that was found and is not ours, or not yet.
  add found_as text check (found_as in ('unofficial', 'impersonator', 'orphan'));
create unique index profile_remote on register.profile (network, remote_id) where remote_id is not null;
grant update on register.profile to :app;

-- That somebody looked and it is all still right (PRO-8); the last row counts.
create table register.certification (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  certified_at timestamptz not null,
  certified_by uuid references authority.person,
  note text not null
);
create index certification_profile on register.certification (profile_id, certified_at desc);

-- The last post of a profile whose network we do not publish to, as a person or a list told it (PRO-R7).
create table register.last_post (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  posted_at timestamptz not null,
  told_by uuid references authority.person,
  told_at timestamptz not null
);
create index last_post_profile on register.last_post (profile_id, posted_at desc);

-- An account that somebody says is not what it seems (PRO-12, POR-9), until a coordinator has decided.
create table register.impostor_case (
  id uuid primary key,
  address text not null,
  network text,
  handle text,
  note text not null,
  -- `public` came through the portal; nothing is kept of who sent it.
  origin text not null check (origin in ('public', 'staff')),
  -- The official profile for which it may be taken.
  nearest_id uuid references register.profile,
  reported_at timestamptz not null,
  reported_by uuid references authority.person,
  -- A keyed digest of where the report came from, for an hour, against floods.
  visitor text,
  decision text check (decision in ('impersonator', 'unofficial', 'orphan', 'official', 'dismissed')),
  decided_at timestamptz,
  decided_by uuid references authority.person,
  reason text,
  check ((decision is null) = (decided_at is null))
);
create index impostor_case_open on register.impostor_case (reported_at) where decision is null;

-- How a public is reached on a network, from a published study (S4).
create table register.audience_fact (
  id uuid primary key,
  network text not null,
  age_band text not null,
  share numeric(5, 2) not null check (share between 0 and 100),
  -- Of whom the share is: all inhabitants, users of the internet...
  base text not null,
  source text not null,
  year integer not null check (year between 1990 and 2100),
  entered_at timestamptz not null,
  entered_by uuid references authority.person,
  removed_at timestamptz
);

grant select, insert on register.certification, register.last_post to :app;
grant select, insert, update on register.impostor_case, register.audience_fact to :app;
