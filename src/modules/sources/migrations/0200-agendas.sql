-- FLO-1: agendas (iCalendar) are read like feeds.
alter table sources.channel drop constraint channel_kind_check;
alter table sources.channel add constraint channel_kind_check check (kind in ('feed', 'calendar', 'sitemap', 'page'));

-- When and where what an item tells of takes place, as each agenda says that lists it.
create table sources.event (
  channel_id uuid not null references sources.channel,
  -- The spelling under which the agenda knows it; with a `#` when it has no page of its own.
  address text not null,
  item_id uuid not null references sources.item,
  starts_at timestamptz not null,
  -- Null: it repeats without end.
  ends_at timestamptz,
  whole_days boolean not null,
  place text not null,
  repeats boolean not null,
  seen_at timestamptz not null,
  -- The agenda says that it is cancelled, or lists it no more before it was over.
  called_off text check (called_off in ('cancelled', 'vanished')),
  primary key (channel_id, address)
);
create index event_item on sources.event (item_id);
grant select, insert, update on sources.event to :app;
