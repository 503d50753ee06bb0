-- Accounts in another's hands: what connecting them gave. What is secret is sealed (AES-256-GCM) by the keyring under the
-- profile's id and the purpose; the key is not in the database.
create table register.connection (
  profile_id uuid primary key references register.profile,
  -- Scheme, host and port where the server's API answers.
  origin text not null,
  client_id bytea not null,
  client_secret bytea not null,
  -- None when it was disconnected.
  token bytea,
  -- The account's number on its server, and where people see it.
  account text not null,
  url text not null,
  -- What the server said of itself at `checked_at`.
  program text not null,
  limits jsonb not null,
  details jsonb not null,
  checked_at timestamptz not null,
  connected_at timestamptz not null,
  connected_by uuid references authority.person,
  disconnected_at timestamptz,
  -- Health: the last call that went well, the last that did not.
  good_at timestamptz,
  failed_at timestamptz,
  failure_code text,
  failing_since timestamptz,
  needs_person boolean not null default false
);

-- A person on the way to a server to allow us in: good once, for ten minutes, in the session in which it began.
create table register.connecting (
  state_hash text primary key,
  profile_id uuid not null references register.profile,
  session_id uuid not null,
  origin text not null,
  client_id bytea not null,
  client_secret bytea not null,
  verifier bytea not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Tokens that must be worth nothing and that their server has not taken back yet.
create table register.token_to_revoke (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  origin text not null,
  client_id bytea not null,
  client_secret bytea not null,
  token bytea not null,
  since timestamptz not null,
  next_at timestamptz not null
);

-- Where listening stands: one reader and one doorbell a profile, whichever process has the lease.
create table register.listening (
  profile_id uuid primary key references register.profile,
  cursor text,
  next_at timestamptz not null,
  lease_until timestamptz,
  fence integer not null default 0,
  failures integer not null default 0,
  read_at timestamptz,
  rechecked_at timestamptz,
  -- When its doorbell last rang.
  rung_at timestamptz,
  bell_until timestamptz,
  bell_fence integer not null default 0
);

grant select, insert, update on register.connection to :app;
grant select, insert, update, delete on register.connecting, register.token_to_revoke, register.listening to :app;
