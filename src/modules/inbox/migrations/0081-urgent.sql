-- PROT-7, PROT-R8: what cannot wait goes to whoever is on call now, at any hour. One open mark a conversation.
create table inbox.urgent (
  id uuid primary key,
  conversation_id uuid not null references inbox.conversation,
  -- The words themselves, or somebody who read them.
  why text not null check (why in ('words', 'person')),
  at timestamptz not null,
  by_person uuid references authority.person,
  ended_at timestamptz,
  ended_by uuid references authority.person
);
create unique index urgent_open on inbox.urgent (conversation_id) where ended_at is null;
grant select, insert, update on inbox.urgent to :app;
