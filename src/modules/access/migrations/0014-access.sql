create schema access;
grant usage on schema access to :app;

create table access.credential (
  person_id uuid primary key references authority.person,
  password_hash text not null,
  -- Sealed by the keyring; absent until enrolled.
  totp_secret bytea,
  totp_confirmed_at timestamptz,
  -- The last 30-second step that was used: a code is good once.
  totp_step bigint not null default 0,
  disabled_at timestamptz
);

create table access.recovery_code (
  person_id uuid not null references authority.person,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (person_id, code_hash)
);

create table access.invitation (
  token_hash bytea primary key,
  person_id uuid not null references authority.person,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index invitation_person on access.invitation (person_id);

create table access.session (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references authority.person,
  -- False between the password and the second factor: such a session may do nothing else.
  complete boolean not null,
  agent text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  ended_at timestamptz
);
create index session_person on access.session (person_id, started_at desc);

create table access.attempt (
  account bytea not null,
  source text not null,
  at timestamptz not null,
  succeeded boolean not null
);
create index attempt_account on access.attempt (account, at desc);
create index attempt_source on access.attempt (source, at desc);

create table access.api_token (
  id uuid primary key,
  token_hash bytea not null unique,
  name text not null,
  person_id uuid not null references authority.person,
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);

grant select, insert, update, delete on access.credential, access.recovery_code, access.invitation, access.session, access.attempt to :app;
grant select, insert, update on access.api_token to :app;
