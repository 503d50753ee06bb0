create schema notices;
grant usage on schema notices to :app;

-- How somebody wants to be told; who has no row is told as by default.
create table notices.preference (
  person_id uuid primary key references authority.person,
  -- By group: now, daily or none.
  modes jsonb not null,
  -- Hours of their own in which mail may come, `HH:MM-HH:MM`; null: the council's.
  hours text,
  changed_at timestamptz not null
);
grant select, insert, update on notices.preference to :app;

create table notices.mail (
  id uuid primary key,
  person_id uuid not null references authority.person,
  kind text not null check (kind in ('now', 'digest', 'trial')),
  -- The council's day of a digest: there is one a day.
  day date,
  -- What it tells: key, words in the reader's language and where in the office.
  lines jsonb not null,
  state text not null check (state in ('planned', 'sending', 'handed', 'sent', 'unknown', 'failed', 'dropped')),
  -- Grows with each worker that takes it: who was overtaken writes nothing.
  fence integer not null default 0,
  attempts integer not null default 0,
  lease_until timestamptz,
  next_at timestamptz not null,
  code text,
  created_at timestamptz not null,
  ended_at timestamptz,
  check ((kind = 'digest') = (day is not null)),
  check ((state in ('sending', 'handed')) = (lease_until is not null)),
  check ((state in ('sent', 'unknown', 'failed', 'dropped')) = (ended_at is not null))
);
create unique index mail_digest on notices.mail (person_id, day) where kind = 'digest';
create index mail_due on notices.mail (next_at) where state in ('planned', 'sending', 'handed');
create index mail_of on notices.mail (person_id, created_at desc);
grant select, insert, update, delete on notices.mail to :app;

-- That somebody was told of something at once: never twice.
create table notices.told (
  person_id uuid not null references authority.person,
  key text not null,
  mail_id uuid not null,
  at timestamptz not null,
  primary key (person_id, key)
);
grant select, insert, delete on notices.told to :app;
