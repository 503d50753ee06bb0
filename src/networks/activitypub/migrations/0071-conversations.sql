-- Citizens who wrote to us: how they are called and where an answer reaches them. Erased when their conversations are.
create table activitypub.correspondent (
  actor text primary key,
  host text not null,
  inbox text not null,
  shared_inbox text,
  handle text not null,
  name text not null,
  url text not null,
  key_id text not null,
  key_pem text not null,
  refreshed_at timestamptz not null
);
create index correspondent_key on activitypub.correspondent (key_id);
create index correspondent_refreshed on activitypub.correspondent (refreshed_at);

-- An answer goes to whom it answers and not to followers; a private one is served to nobody.
alter table activitypub.object add column recipient text, add column private boolean not null default false;

grant select, insert, update, delete on activitypub.correspondent to :app;
