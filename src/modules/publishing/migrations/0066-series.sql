-- A publication that is said again and again: what it says, and when on the council's clock (EDI-9).
create table publishing.series (
  id uuid primary key,
  content jsonb not null,
  recurrence jsonb not null,
  started_by uuid not null references authority.person,
  started_at timestamptz not null
);

create table publishing.series_end (
  series_id uuid primary key references publishing.series,
  ended_by uuid not null references authority.person,
  ended_at timestamptz not null
);

-- Each day of a series has become a draft once, and never becomes another.
create table publishing.occurrence (
  series_id uuid not null references publishing.series,
  day date not null,
  publication_id uuid not null unique references publishing.publication,
  -- The clock does not show the hour on that day: the draft has no date, and a person gives it one.
  asks boolean not null,
  primary key (series_id, day)
);
grant select, insert on publishing.series, publishing.series_end, publishing.occurrence to :app;
