-- S12, ORG-6: for each kind of content of the web, who writes, revises, approves and publishes it. Each change is a row; the last one counts.
create table policy.responsibility (
  position bigint generated always as identity primary key,
  content_type text not null,
  -- { "write": "technical", "revise": …, "approve": …, "publish": … }
  tasks jsonb not null,
  act_id uuid not null references policy.act,
  article text not null,
  set_by uuid not null,
  set_at timestamptz not null
);
grant select, insert on policy.responsibility to :app;
