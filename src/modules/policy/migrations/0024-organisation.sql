alter table policy.unit
  -- As the common directory of the State's public sector numbers it.
  add column dir3 text,
  -- Where a merged unit went on; it is closed since.
  add column merged_into uuid references policy.unit;

-- What a unit was called and where it stood, every change: its identity stays, so what belongs to it goes along (ORG-9).
create table policy.unit_change (
  position bigint generated always as identity primary key,
  unit_id uuid not null references policy.unit,
  change text not null check (change in ('entered', 'renamed', 'moved', 'merged', 'closed')),
  name jsonb not null,
  parent_id uuid references policy.unit,
  at timestamptz not null,
  changed_by uuid,
  act_id uuid references policy.act,
  reason text not null
);
create index unit_change_unit on policy.unit_change (unit_id, position);
insert into policy.unit_change (unit_id, change, name, parent_id, at, reason) select id, 'entered', name, parent_id, valid_from, '' from policy.unit order by id;

-- S6: the group that looks after the strategy, and what it agreed.
create table policy.meeting (
  id uuid primary key,
  kind text not null check (kind in ('working_group', 'community')),
  held_on date not null,
  agreements text not null,
  minutes_url text,
  entered_by uuid,
  entered_at timestamptz not null
);

grant select, insert on policy.unit_change, policy.meeting to :app;
