-- Where the council lets routine publications go out without prior approval (ROL-R7, ADR 0036). `approved_by` is then who sent it.
alter table publishing.version add column without_approval boolean not null default false;

-- One draw: whether somebody looks at it before it goes out.
create table publishing.draw (
  id uuid primary key,
  publication_id uuid not null references publishing.publication,
  -- What goes out unapproved; null for what was drawn.
  version_number integer,
  hash text not null,
  -- Made at the draw, so that nobody knows it beforehand; with the publication and the hash it is what the draw was made of.
  nonce text not null,
  one_in integer not null check (one_in >= 1),
  drawn boolean not null,
  sent_by uuid not null references authority.person,
  at timestamptz not null,
  check (drawn = (version_number is null))
);
create index draw_publication on publishing.draw (publication_id, at);
create index draw_unapproved on publishing.draw (at) where not drawn;

-- Somebody else looked at what went out unapproved.
create table publishing.later_review (
  draw_id uuid primary key references publishing.draw,
  verdict text not null check (verdict in ('fine', 'correct')),
  note text not null,
  reviewed_by uuid not null references authority.person,
  at timestamptz not null
);

grant select, insert on publishing.draw, publishing.later_review to :app;
