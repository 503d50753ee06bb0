-- Who is looking at something or writing on it at this moment, a row a window; it ends by itself.
create table access.presence (
  -- One window of a browser, named by itself.
  seat uuid not null,
  person_id uuid not null references authority.person,
  subject_type text not null,
  subject_id uuid not null,
  doing text not null check (doing in ('looking', 'writing')),
  until timestamptz not null,
  primary key (seat, subject_type, subject_id)
);
create index presence_subject on access.presence (subject_type, subject_id);
create index presence_until on access.presence (until);
grant select, insert, update, delete on access.presence to :app;
