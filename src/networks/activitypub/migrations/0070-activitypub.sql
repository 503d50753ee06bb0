create schema activitypub;
grant usage on schema activitypub to :app;

-- Our own actors, one a profile. Their addresses are made of profile_id: a handle may change, an id never does.
create table activitypub.actor (
  profile_id uuid primary key,
  handle text not null,
  created_at timestamptz not null,
  public_key text not null,
  -- PKCS #8, sealed by the keyring in the context `activitypub:<profile_id>`.
  private_key bytea not null
);

-- Each handle that was ever ours, in lower case: nobody may take over a name that people still have written down.
create table activitypub.handle (
  handle text primary key,
  profile_id uuid not null references activitypub.actor,
  taken_at timestamptz not null
);
create index handle_profile on activitypub.handle (profile_id);

-- Signs our own GET requests, which many servers ask for; it follows nobody and nobody follows it.
create table activitypub.instance (
  singleton boolean primary key default true check (singleton),
  public_key text not null,
  private_key bytea not null,
  created_at timestamptz not null
);

-- A published edition as a Note. `note` is text, not jsonb: the order of languages in it has a meaning.
create table activitypub.object (
  id uuid primary key,
  profile_id uuid not null references activitypub.actor,
  publication_id uuid not null,
  permalink text not null,
  note text,
  published_at timestamptz not null,
  updated_at timestamptz,
  deleted_at timestamptz,
  check ((note is null) = (deleted_at is not null))
);
create index object_of_profile on activitypub.object (profile_id) where deleted_at is null;

-- What we said, byte for byte. The id of a publication's activity is the id of its delivery, so it is said once.
create table activitypub.activity (
  id uuid primary key,
  position bigint generated always as identity unique,
  profile_id uuid not null references activitypub.actor,
  type text not null check (type in ('Create', 'Update', 'Delete', 'Accept')),
  object_id uuid references activitypub.object,
  body bytea not null,
  at timestamptz not null,
  -- Filled when the rows of fan_out are let go.
  delivered integer not null default 0,
  failed integer not null default 0
);
create index activity_outbox on activitypub.activity (profile_id, position desc) where type = 'Create';
create index activity_object on activitypub.activity (object_id, position);

create table activitypub.follower (
  profile_id uuid not null references activitypub.actor,
  actor text not null,
  host text not null,
  inbox text not null,
  shared_inbox text,
  -- The Follow that made it: an Undo may name it by id alone.
  follow text not null,
  key_id text not null,
  key_pem text not null,
  followed_at timestamptz not null,
  refreshed_at timestamptz not null,
  primary key (profile_id, actor)
);
create index follower_actor on activitypub.follower (actor);
create index follower_key on activitypub.follower (key_id);
create index follower_inbox on activitypub.follower ((coalesce(shared_inbox, inbox)));

-- Followers counted by host, so that the cap is asked without counting.
create table activitypub.follower_count (
  profile_id uuid not null references activitypub.actor,
  host text not null,
  followers integer not null check (followers >= 0),
  primary key (profile_id, host)
);

-- Hosts that did not answer. A row goes when the host answers again, or when nothing waits for it any more.
create table activitypub.remote_host (
  host text primary key,
  failures integer not null,
  blocked_until timestamptz not null,
  last_error text not null
);

-- Activities from outside that had an effect, so that none has it twice.
create table activitypub.inbound (
  activity text primary key,
  received_at timestamptz not null
);
create index inbound_received on activitypub.inbound (received_at);

create table activitypub.fan_out (
  activity_id uuid not null references activitypub.activity,
  inbox text not null,
  host text not null,
  profile_id uuid not null,
  object_id uuid,
  position bigint not null,
  at timestamptz not null,
  state text not null check (state in ('waiting', 'delivered', 'failed', 'gone', 'superseded')),
  attempts integer not null default 0,
  -- When it may be tried. A claim touches no indexed column, so that it costs one row and no index: its lease is beside,
  -- and a row whose lease has passed is due again by itself.
  next_at timestamptz not null,
  lease_until timestamptz,
  -- Grows with each claim: the word of an earlier holder is not taken.
  fence integer not null default 0,
  last_error text,
  primary key (activity_id, inbox)
) with (fillfactor = 50);
create index fan_out_due on activitypub.fan_out (next_at) where state = 'waiting';
create index fan_out_host on activitypub.fan_out (host) where state = 'waiting';

grant select, insert, update on activitypub.actor, activitypub.instance, activitypub.object, activitypub.activity to :app;
grant select, insert on activitypub.handle to :app;
grant select, insert, update, delete on activitypub.follower, activitypub.follower_count, activitypub.remote_host,
  activitypub.inbound, activitypub.fan_out to :app;
