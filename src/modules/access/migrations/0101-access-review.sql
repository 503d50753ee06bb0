-- Every right is looked at again, one by one, twice a year (ROL-8).
create table access.review (
  id uuid primary key,
  begun_at timestamptz not null,
  begun_by uuid references authority.person,
  finished_at timestamptz,
  finished_by uuid references authority.person
);
create unique index review_open on access.review ((true)) where finished_at is null;

create table access.review_decision (
  review_id uuid not null references access.review,
  appointment_id uuid not null references authority.appointment,
  decision text not null check (decision in ('kept', 'revoked')),
  decided_by uuid not null references authority.person,
  at timestamptz not null,
  primary key (review_id, appointment_id)
);
grant select, insert, update on access.review to :app;
grant select, insert on access.review_decision to :app;
