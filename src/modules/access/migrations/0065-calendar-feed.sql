-- A person's calendar as a feed for an agenda that cannot sign in: whoever has the secret reads it, until it is revoked.
create table access.calendar_feed (
  token_hash bytea primary key,
  person_id uuid not null references authority.person,
  created_at timestamptz not null,
  read_at timestamptz,
  revoked_at timestamptz
);
create index calendar_feed_person on access.calendar_feed (person_id) where revoked_at is null;
grant select, insert, update on access.calendar_feed to :app;
