-- Days on which working-day rules do not run. Taken back, not deleted: a promise was counted with them.
create table policy.holiday (
  id uuid primary key,
  day date not null,
  name jsonb not null,
  entered_by uuid,
  entered_at timestamptz not null,
  removed_by uuid,
  removed_at timestamptz
);
create unique index holiday_day on policy.holiday (day) where removed_at is null;

grant select, insert, update on policy.holiday to :app;
