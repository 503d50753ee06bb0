create schema lifecycle;
grant usage on schema lifecycle to :app;

-- A department asks for a profile (Annex B), saved as one goes.
create table lifecycle.request (
  id uuid primary key,
  state text not null check (state in ('requested', 'submitted', 'in_review', 'alternative', 'rejected', 'approved', 'withdrawn')),
  -- Grows with each change of the content.
  revision integer not null,
  content jsonb not null,
  unit_id uuid references policy.unit,
  created_by uuid not null references authority.person,
  created_at timestamptz not null,
  saved_by uuid not null references authority.person,
  saved_at timestamptz not null,
  submitted_by uuid references authority.person,
  submitted_at timestamptz
);
create index request_state on lifecycle.request (state, saved_at desc);

-- Every state it had: who, when and why.
create table lifecycle.request_step (
  position bigint generated always as identity primary key,
  request_id uuid not null references lifecycle.request,
  state text not null,
  at timestamptz not null,
  by_person uuid references authority.person,
  reason text not null
);
create index request_step_request on lifecycle.request_step (request_id, position);

-- The director's signature, the coordinator's approval and the agreement of the department: each to one revision.
create table lifecycle.consent (
  request_id uuid not null references lifecycle.request,
  kind text not null check (kind in ('signature', 'approval', 'agreement')),
  revision integer not null,
  person_id uuid not null references authority.person,
  at timestamptz not null,
  primary key (request_id, kind, revision)
);

create table lifecycle.evaluation (
  id uuid primary key,
  request_id uuid not null references lifecycle.request,
  revision integer not null,
  scores jsonb not null,
  met_on date not null,
  minutes text not null,
  outcome text not null check (outcome in ('open', 'alternative', 'reject')),
  reasons text not null,
  conditions text not null,
  review_on date,
  evaluated_by uuid not null references authority.person,
  at timestamptz not null
);
create index evaluation_request on lifecycle.evaluation (request_id, at desc);

-- The profiles that came of a request.
create table lifecycle.opened (
  profile_id uuid primary key references register.profile,
  request_id uuid not null references lifecycle.request
);

-- What must be in place before a profile speaks (PRO-4); the last row of each item counts.
create table lifecycle.opening_check (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  item text not null,
  value text not null,
  at timestamptz not null,
  by_person uuid not null references authority.person
);
create index opening_check_profile on lifecycle.opening_check (profile_id, position desc);

-- That a profile fell silent, under which rule, and what was decided (PRO-R7).
create table lifecycle.dormancy (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  at timestamptz not null,
  last_post_at timestamptz,
  days integer not null,
  -- The parameter as it was in force, with its ground.
  limit_days integer not null,
  citation text not null,
  ended text check (ended in ('posted', 'kept', 'closing')),
  ended_at timestamptz,
  ended_by uuid references authority.person,
  reason text not null default ''
);
create unique index dormancy_open on lifecycle.dormancy (profile_id) where ended_at is null;

create table lifecycle.suspension (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  suspended_at timestamptz not null,
  suspended_by uuid not null references authority.person,
  reason text not null,
  -- The standing to which it goes back.
  before text not null,
  ratified_at timestamptz,
  ratified_by uuid references authority.person,
  resumed_at timestamptz,
  resumed_by uuid references authority.person,
  resumed_reason text not null default ''
);
create unique index suspension_open on lifecycle.suspension (profile_id) where resumed_at is null;

-- A profile on its way out (PRO-10): from the second person's word on it has its date.
create table lifecycle.closing (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  asked_at timestamptz not null,
  asked_by uuid not null references authority.person,
  reason text not null,
  -- The order of a court or of the law; then no notices are given.
  legal_order text,
  agreed_at timestamptz,
  agreed_by uuid references authority.person,
  closes_on date,
  -- Where what it said is kept, of a profile that we did not publish to.
  archive text,
  archived_at timestamptz,
  archived_by uuid references authority.person,
  -- Who keeps the handle, so that nobody else takes it.
  handle_kept_by text,
  closed_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by uuid references authority.person
);
create unique index closing_open on lifecycle.closing (profile_id) where closed_at is null and cancelled_at is null;

create table lifecycle.closing_notice (
  closing_id uuid not null references lifecycle.closing,
  number integer not null,
  due_on date not null,
  sent_at timestamptz,
  url text,
  noted_by uuid references authority.person,
  primary key (closing_id, number)
);

-- A profile changes hands (PRO-11): what is handed over, and that it was received.
create table lifecycle.transfer (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  kind text not null check (kind in ('staff', 'reorganisation', 'government')),
  act text not null,
  note text not null,
  inventory jsonb not null,
  from_unit uuid references policy.unit,
  to_unit uuid references policy.unit,
  from_promoter uuid references authority.person,
  to_promoter uuid not null references authority.person,
  handed_at timestamptz not null,
  handed_by uuid not null references authority.person,
  received_at timestamptz,
  received_by uuid references authority.person
);
create unique index transfer_open on lifecycle.transfer (profile_id) where received_at is null;

grant select, insert, update on lifecycle.request, lifecycle.dormancy, lifecycle.suspension, lifecycle.closing, lifecycle.closing_notice, lifecycle.transfer to :app;
grant select, insert on lifecycle.request_step, lifecycle.consent, lifecycle.evaluation, lifecycle.opened, lifecycle.opening_check to :app;
