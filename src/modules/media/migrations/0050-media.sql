create schema media;
grant usage on schema media to :app;

-- What was kept of an uploaded picture: re-encoded by us, without metadata. The bytes are in the store, by digest.
create table media.asset (
  id uuid primary key,
  digest text not null,
  media_type text not null,
  width integer not null,
  height integer not null,
  bytes integer not null,
  file_name text not null,
  added_by uuid not null references authority.person,
  added_at timestamptz not null
);
create index asset_digest on media.asset (digest);

create table media.erasure (
  digest text primary key,
  erased_by uuid,
  at timestamptz not null,
  reason text not null
);

grant select, insert on media.asset, media.erasure to :app;
