-- By what right a picture is shown; the last row of a digest stands. Of the bytes, not of one upload of them.
create table media.rights (
  position bigint generated always as identity primary key,
  digest text not null,
  licence text not null check (licence in ('own', 'permission', 'CC0-1.0', 'CC-BY-4.0', 'CC-BY-SA-4.0', 'public-domain')),
  author text not null,
  ground text not null,
  people text not null check (people in ('none', 'not-identifiable', 'identifiable', 'minors')),
  declared_by uuid not null references authority.person,
  at timestamptz not null
);
create index rights_digest on media.rights (digest, position desc);

-- That somebody who can be recognised said yes. Who they are stays where the signed paper is kept: here is only its number.
create table media.consent (
  id uuid primary key,
  digest text not null,
  given_by text not null check (given_by in ('adult', 'guardian')),
  reference text not null check (reference <> ''),
  until date,
  added_by uuid not null references authority.person,
  at timestamptz not null
);
create index consent_digest on media.consent (digest);

create table media.consent_end (
  consent_id uuid primary key references media.consent,
  reason text not null check (reason <> ''),
  ended_by uuid not null references authority.person,
  at timestamptz not null
);

grant select, insert on media.rights, media.consent, media.consent_end to :app;
