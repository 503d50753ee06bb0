-- Answers to requests with an Idempotency-Key, so that a repeated request does nothing twice.
create table platform.remembered_answer (
  person_id uuid not null,
  key text not null,
  digest text not null,
  answer jsonb not null,
  at timestamptz not null,
  primary key (person_id, key)
);
create index remembered_answer_at on platform.remembered_answer (at);
grant select, insert, update, delete on platform.remembered_answer to :app;
