-- Null: a picture.
alter table media.asset add column duration_ms integer;

-- What is said in a video, in one language; the last row of a video and language stands. Without a text: taken away.
create table media.captions (
  position bigint generated always as identity primary key,
  digest text not null,
  language text not null,
  -- WebVTT of our own writing, under its SHA-256: what was approved stays to be read as it was.
  text text,
  hash text,
  cues integer not null,
  added_by uuid not null references authority.person,
  at timestamptz not null,
  check ((text is null) = (hash is null))
);
create index captions_digest on media.captions (digest, language, position desc);
create index captions_hash on media.captions (hash);
-- With a video that is erased its words go too.
grant select, insert, delete on media.captions to :app;
