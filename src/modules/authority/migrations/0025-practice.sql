-- S17, ROL-4: hours that somebody practised under supervision, each stretch with what on and with whom.
create table authority.practice (
  id uuid primary key,
  person_id uuid not null references authority.person,
  area text not null,
  profile_id uuid not null,
  supervisor_id uuid not null references authority.person check (supervisor_id <> person_id),
  day date not null,
  minutes int not null check (minutes > 0),
  what text not null,
  recorded_by uuid references authority.person,
  recorded_at timestamptz not null
);
create index practice_person on authority.practice (person_id, area);

-- Noted by mistake: it counts no more.
create table authority.practice_withdrawal (
  practice_id uuid primary key references authority.practice,
  at timestamptz not null,
  withdrawn_by uuid not null references authority.person
);

grant select, insert on authority.practice, authority.practice_withdrawal to :app;
