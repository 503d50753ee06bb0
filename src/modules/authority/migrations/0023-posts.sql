-- Which post somebody has held in which unit, each change a row (ORG-2); the person's own columns say the last.
create table authority.post (
  position bigint generated always as identity primary key,
  person_id uuid not null references authority.person,
  post_type text not null,
  unit_id uuid references policy.unit,
  suited boolean not null,
  at timestamptz not null,
  changed_by uuid references authority.person,
  -- `entered`, `changed` or `left`.
  what text not null check (what in ('entered', 'changed', 'left'))
);
create index post_person on authority.post (person_id, position);
insert into authority.post (person_id, post_type, unit_id, suited, at, what)
select id, post_type, unit_id, suited, entered_at, 'entered' from authority.person order by entered_at, id;
grant select, insert on authority.post to :app;
