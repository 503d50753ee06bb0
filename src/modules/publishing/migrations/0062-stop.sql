-- A panic stop: from its commit on nothing that was approved goes out by itself (EDI-8, CRI-R1).
create table publishing.stop (
  id uuid primary key,
  -- Null: every profile, those entered later too.
  profile_ids uuid[] check (cardinality(profile_ids) > 0),
  reason text not null,
  stopped_by uuid not null references authority.person,
  stopped_at timestamptz not null
);

-- Its end. What it held does not go by itself then either: each publication is asked (CRI-R2).
create table publishing.resumption (
  stop_id uuid primary key references publishing.stop,
  resumed_by uuid not null references authority.person,
  resumed_at timestamptz not null
);

-- When somebody last said that it may go: its approval, or the word of a person after a stop. A stop that was open since holds it.
alter table publishing.delivery add column released_at timestamptz;
update publishing.delivery set released_at = (intent ->> 'at')::timestamptz;
alter table publishing.delivery alter column released_at set not null;

grant select, insert on publishing.stop, publishing.resumption to :app;
