-- S6, ORG-5: who leads the working group and who is in it. Each change is a row; the last one counts.
create table policy.working_group (
  position bigint generated always as identity primary key,
  lead_units uuid[] not null,
  members uuid[] not null,
  act_id uuid not null references policy.act,
  set_by uuid,
  set_at timestamptz not null
);
grant select, insert on policy.working_group to :app;
