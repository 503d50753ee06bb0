-- Who of the council's own has taken over what a contractor left behind; the last row counts.
create table publishing.takeover (
  position bigint generated always as identity primary key,
  publication_id uuid not null references publishing.publication,
  person_id uuid not null references authority.person,
  at timestamptz not null
);
create index takeover_publication on publishing.takeover (publication_id, position desc);
grant select, insert on publishing.takeover to :app;
