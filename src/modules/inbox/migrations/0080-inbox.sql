create schema inbox;
grant usage on schema inbox to :app;

-- A citizen's account as its network tells of it: what is needed to answer, and no more. Erased in place.
create table inbox.author (
  id uuid primary key,
  network text not null,
  remote_id text not null,
  handle text not null,
  name text not null,
  url text not null,
  seen_at timestamptz not null,
  erased_at timestamptz,
  unique (network, remote_id)
);

create table inbox.conversation (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  network text not null,
  -- Who began it, and with whom it is answered.
  author_id uuid not null references inbox.author,
  private boolean not null,
  -- The publication that was replied to.
  about_id uuid references publishing.publication,
  language text not null,
  language_by text not null check (language_by in ('detected', 'declared', 'profile', 'person')),
  state text not null check (state in ('waiting', 'awaiting_citizen', 'answered', 'closed')),
  -- When it must be answered; null when nothing is promised or the clock stands.
  due_at timestamptz,
  assignee_id uuid references authority.person,
  -- A claim that is not touched ends by itself (INB-R3).
  claimed_until timestamptz,
  -- Grows with everything that the people in it must see before they act.
  revision integer not null,
  received_at timestamptz not null,
  last_at timestamptz not null,
  last_in_at timestamptz not null,
  preview text not null,
  messages integer not null,
  -- INB-R1.
  disposition text check (disposition in ('answered', 'no_reply', 'redirected', 'spam')),
  disposition_reason text,
  closed_at timestamptz,
  closed_by uuid references authority.person,
  check ((state = 'closed') = (disposition is not null))
);
create index conversation_waiting on inbox.conversation (due_at, id) where state = 'waiting';
create index conversation_waiting_profile on inbox.conversation (profile_id, due_at, id) where state = 'waiting';
create index conversation_assignee on inbox.conversation (assignee_id, last_at desc, id desc) where state <> 'closed';
create index conversation_answered on inbox.conversation (last_at desc, id desc) where state in ('answered', 'awaiting_citizen');
create index conversation_closed on inbox.conversation (last_at desc, id desc) where state = 'closed';
create index conversation_last on inbox.conversation (profile_id, last_at desc, id desc);
create index conversation_author on inbox.conversation (profile_id, author_id, about_id);

create table inbox.message (
  id uuid primary key,
  conversation_id uuid not null references inbox.conversation,
  profile_id uuid not null,
  network text not null,
  remote_id text not null,
  url text not null,
  in_reply_to text,
  author_id uuid not null references inbox.author,
  -- Null when its author took it away, or its time to be kept ended.
  body text,
  media jsonb not null,
  language text,
  visibility text not null check (visibility in ('public', 'unlisted', 'followers', 'direct')),
  sent_at timestamptz not null,
  received_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  erased_at timestamptz,
  -- When its network was last asked whether it still stands so; null where the network tells by itself.
  looked_at timestamptz,
  search tsvector generated always as (to_tsvector('simple', coalesce(body, ''))) stored,
  unique (profile_id, remote_id)
);
create index message_conversation on inbox.message (conversation_id, received_at, id);
create index message_answering on inbox.message (profile_id, in_reply_to) where in_reply_to is not null;
create index message_remote on inbox.message (network, remote_id);
create index message_profile on inbox.message (profile_id, received_at);
create index message_search on inbox.message using gin (search);
create index message_kept on inbox.message (received_at) where body is not null;

-- A deletion that came before the message: networks send again what failed, in no order.
create table inbox.deleted_before (
  network text not null,
  remote_id text not null,
  author text not null,
  at timestamptz not null,
  primary key (network, remote_id)
);
create index deleted_before_at on inbox.deleted_before (at);

-- Our answers, which are publications of their own.
create table inbox.reply (
  publication_id uuid primary key references publishing.publication,
  conversation_id uuid not null references inbox.conversation,
  kind text not null check (kind in ('answer', 'holding', 'question')),
  by_person uuid not null references authority.person,
  at timestamptz not null,
  -- Until when a holding reply puts the answer off (PROT-R3).
  promised_at timestamptz,
  -- What kept it from going out, in the delivery's own word.
  trouble text,
  check ((kind = 'holding') = (promised_at is not null))
);
create index reply_conversation on inbox.reply (conversation_id, at);

-- One promise: from when, until when, and what became of it. Never overwritten by the next one (PROT-R1..R3).
create table inbox.answer_time (
  id uuid primary key,
  position bigint generated always as identity,
  conversation_id uuid not null references inbox.conversation,
  profile_id uuid not null references register.profile,
  kind text not null check (kind in ('first', 'held')),
  from_at timestamptz not null,
  minutes integer,
  due_at timestamptz,
  -- The clock stands only while we wait for the citizen (PROT-R9); then what was left of it, in minutes.
  paused_at timestamptz,
  left_minutes double precision,
  publication_id uuid references publishing.publication,
  kept_at timestamptz,
  used_minutes double precision,
  breached_at timestamptz,
  released_at timestamptz,
  release_reason text
);
create unique index answer_time_open on inbox.answer_time (conversation_id) where kept_at is null and released_at is null;
create index answer_time_due on inbox.answer_time (due_at) where kept_at is null and released_at is null and breached_at is null and due_at is not null;
create index answer_time_result on inbox.answer_time (profile_id, from_at);
create index answer_time_publication on inbox.answer_time (publication_id) where publication_id is not null;

create table inbox.note (
  id uuid primary key,
  conversation_id uuid not null references inbox.conversation,
  person_id uuid not null references authority.person,
  text text not null,
  at timestamptz not null
);
create index note_conversation on inbox.note (conversation_id, at);

-- What somebody is writing, kept as typed.
create table inbox.draft (
  conversation_id uuid not null references inbox.conversation,
  person_id uuid not null references authority.person,
  texts jsonb not null,
  saved_at timestamptz not null,
  primary key (conversation_id, person_id)
);

-- A coordinator who read what was said in private, and why (INB-R2).
create table inbox.private_reading (
  id uuid primary key,
  conversation_id uuid not null references inbox.conversation,
  person_id uuid not null references authority.person,
  reason text not null,
  at timestamptz not null,
  until_at timestamptz not null
);
create index private_reading_conversation on inbox.private_reading (conversation_id, person_id, until_at);

grant select, insert, update on inbox.author, inbox.conversation, inbox.message, inbox.reply, inbox.answer_time to :app;
grant select, insert on inbox.private_reading to :app;
grant select, insert, update, delete on inbox.note, inbox.draft, inbox.deleted_before to :app;
