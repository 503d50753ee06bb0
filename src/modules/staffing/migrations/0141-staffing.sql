create schema staffing;
grant usage on schema staffing to :app;

-- Hours of a person, week after week, from a day on; the last row that has begun is in force.
create table staffing.shift (
  position bigint generated always as identity primary key,
  person_id uuid not null references authority.person,
  valid_from date not null,
  week jsonb not null,
  holiday jsonb not null,
  set_by uuid references authority.person,
  set_at timestamptz not null
);
create index shift_person on staffing.shift (person_id, valid_from desc, position desc);

-- Languages in which a person can attend; the last row is in force. Without one, all of the council's are supposed.
create table staffing.spoken (
  position bigint generated always as identity primary key,
  person_id uuid not null references authority.person,
  languages text[] not null,
  set_by uuid references authority.person,
  set_at timestamptz not null
);
create index spoken_person on staffing.spoken (person_id, position desc);

-- Absences. Kind and note are between the person and who decides; everybody else sees that somebody is absent.
create table staffing.absence (
  id uuid primary key,
  person_id uuid not null references authority.person,
  kind text not null check (kind in ('planned_leave', 'training', 'unplanned')),
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  note text,
  -- Of the calendar that it came from: read again, it is the same absence.
  calendar_uid text,
  entered_by uuid not null references authority.person,
  entered_at timestamptz not null,
  unique (person_id, calendar_uid)
);
create index absence_person on staffing.absence (person_id, to_at);

create table staffing.absence_decision (
  position bigint generated always as identity primary key,
  absence_id uuid not null references staffing.absence,
  decision text not null check (decision in ('approved', 'refused', 'cancelled')),
  -- COV-R5: why it was approved although nobody is left.
  override_reason text,
  at timestamptz not null,
  decided_by uuid not null references authority.person
);
create index absence_decision_absence on staffing.absence_decision (absence_id, position desc);

-- Turns of the rota: `duty` adds hours of attention, `on_call` answers what is urgent out of hours.
create table staffing.duty (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  person_id uuid not null references authority.person,
  kind text not null check (kind in ('duty', 'on_call')),
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  proposal_id uuid,
  set_by uuid not null references authority.person,
  set_at timestamptz not null
);
create index duty_profile on staffing.duty (profile_id, to_at);
create index duty_person on staffing.duty (person_id, to_at);

create table staffing.duty_end (
  duty_id uuid primary key references staffing.duty,
  at timestamptz not null,
  ended_by uuid not null references authority.person
);

-- What was proposed for closing gaps, the facts it was reckoned from, and what a person said.
create table staffing.proposal (
  id uuid primary key,
  from_day date not null,
  days integer not null,
  profile_ids uuid[] not null,
  wishes jsonb not null,
  facts jsonb not null,
  outcome jsonb not null,
  made_by uuid not null references authority.person,
  made_at timestamptz not null
);
create table staffing.proposal_decision (
  proposal_id uuid primary key references staffing.proposal,
  decision text not null check (decision in ('accepted', 'refused')),
  at timestamptz not null,
  decided_by uuid not null references authority.person
);

-- Decisions that look at who is left wait for one another here, profile by profile.
create table staffing.turnstile (
  profile_id uuid primary key references register.profile,
  passed integer not null default 0
);

-- What the one who leaves tells the one who comes.
create table staffing.handover (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  person_id uuid not null references authority.person,
  text text not null,
  at timestamptz not null
);
create index handover_profile on staffing.handover (profile_id, at desc);
create table staffing.handover_reading (
  handover_id uuid not null references staffing.handover,
  person_id uuid not null references authority.person,
  at timestamptz not null,
  primary key (handover_id, person_id)
);

-- Gaps that were told of: once for each gap and distance (COV-7).
create table staffing.told (
  profile_id uuid not null references register.profile,
  gap_from date not null,
  before_days integer not null,
  at timestamptz not null,
  primary key (profile_id, gap_from, before_days)
);

-- What a profile does, as its direction chose it; the last row is in force (DED-R1).
create table staffing.plan (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  plan jsonb not null,
  estimate double precision not null,
  set_by uuid not null references authority.person,
  set_at timestamptz not null
);
create index plan_profile on staffing.plan (profile_id, position desc);

-- Hours a week that a person is committed to a profile; the last row is in force, 0 ends it (DED-3).
create table staffing.commitment (
  position bigint generated always as identity primary key,
  profile_id uuid not null references register.profile,
  person_id uuid not null references authority.person,
  hours double precision not null check (hours >= 0),
  set_by uuid not null references authority.person,
  set_at timestamptz not null
);
create index commitment_profile on staffing.commitment (profile_id, person_id, position desc);

-- Minutes that somebody noted by hand, besides what is measured from events (DED-4).
create table staffing.worked (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  person_id uuid not null references authority.person,
  activity text not null,
  minutes integer not null check (minutes > 0),
  day date not null,
  entered_at timestamptz not null
);
create index worked_profile on staffing.worked (profile_id, day);

grant select, insert on staffing.shift, staffing.spoken, staffing.absence, staffing.absence_decision, staffing.duty, staffing.duty_end, staffing.proposal,
  staffing.proposal_decision, staffing.handover, staffing.handover_reading, staffing.told, staffing.plan, staffing.commitment, staffing.worked to :app;
grant select, insert, update on staffing.turnstile to :app;
