-- What became of a profile that was found (Annex E): claimed as ours, reported to its network, or dismissed.
create table lifecycle.found_decision (
  id uuid primary key,
  profile_id uuid not null references register.profile,
  decision text not null check (decision in ('claimed', 'reported', 'dismissed')),
  reason text not null,
  at timestamptz not null,
  by_person uuid not null references authority.person,
  -- Of a claim: under which unit and name; it counts with the second person's word.
  unit_id uuid references policy.unit,
  display_name jsonb,
  ratified_at timestamptz,
  ratified_by uuid references authority.person,
  -- Of a report: where it was made, and on which day.
  report_url text,
  reported_on date,
  check ((decision = 'claimed') = (unit_id is not null)),
  check ((decision = 'reported') = (reported_on is not null)),
  check (ratified_by is null or ratified_by <> by_person)
);
create unique index found_decision_profile on lifecycle.found_decision (profile_id);
grant select, insert, update on lifecycle.found_decision to :app;
