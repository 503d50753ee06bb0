-- What several publications do together (S7, EDI-10); the last row of an action counts.
create table publishing.communication_action (
  position bigint generated always as identity primary key,
  action_id uuid not null,
  title jsonb not null,
  unit_id uuid not null references policy.unit,
  objective text not null check (objective <> ''),
  from_day date not null,
  to_day date not null check (to_day >= from_day),
  -- What came of it; null while it is open.
  result text check (result <> ''),
  set_by uuid not null references authority.person,
  at timestamptz not null
);
create index communication_action_last on publishing.communication_action (action_id, position desc);
grant select, insert on publishing.communication_action to :app;

-- To which of them a publication belongs stands in its content.
create index publication_action on publishing.publication ((content ->> 'actionId')) where content ->> 'actionId' is not null;
