-- What is to change, tied to the words it speaks of; who said it and when is in its decision.
create table publishing.comment (
  id uuid primary key,
  publication_id uuid not null references publishing.publication,
  decision_id uuid not null references publishing.decision,
  -- Null: the text common to all profiles.
  profile_id uuid references register.profile,
  language text not null,
  -- In code points of that text; the end is not included.
  start_at integer not null check (start_at >= 0),
  end_at integer not null check (end_at > start_at),
  quoted text not null,
  words text not null
);
create index comment_publication on publishing.comment (publication_id, id);

-- What became of a comment. The last row counts: resolving may be undone.
create table publishing.comment_answer (
  position bigint generated always as identity primary key,
  comment_id uuid not null references publishing.comment,
  resolved boolean not null,
  answer text not null,
  answered_by uuid not null references authority.person,
  at timestamptz not null
);
create index comment_answer_comment on publishing.comment_answer (comment_id, position desc);

-- The words as they were sent back, so that the next version is read by what changed in it.
create table publishing.returned (
  decision_id uuid primary key references publishing.decision,
  publication_id uuid not null references publishing.publication,
  texts jsonb not null,
  forks jsonb not null
);
create index returned_publication on publishing.returned (publication_id, decision_id desc);
grant select, insert on publishing.comment, publishing.comment_answer, publishing.returned to :app;
