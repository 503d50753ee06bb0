create schema contracts;
grant usage on schema contracts to :app;

-- Managing profiles through a company, by exception (Instruction, section 2).
create table contracts.contract (
  id uuid primary key,
  file_no text not null,
  company text not null,
  object text not null,
  -- Why it is an exception.
  exceptionality text not null,
  -- Who answers for it in the council.
  officer_id uuid not null references authority.person,
  starts_on date not null,
  -- Its last day, whole.
  ends_on date not null check (ends_on >= starts_on),
  -- What the clauses leave in: answering citizens (always sent by the council's staff), and private messages.
  answers boolean not null,
  direct_messages boolean not null,
  -- Processor agreement, RGPD art. 28.
  dpa_signed_on date,
  entered_by uuid references authority.person,
  entered_at timestamptz not null
);
create unique index contract_file on contracts.contract (lower(file_no));

create table contracts.profile (
  contract_id uuid not null references contracts.contract,
  profile_id uuid not null references register.profile,
  primary key (contract_id, profile_id)
);

-- Named people of the company.
create table contracts.person (
  contract_id uuid not null references contracts.contract,
  person_id uuid not null references authority.person,
  named_by uuid references authority.person,
  named_at timestamptz not null,
  removed_by uuid references authority.person,
  removed_at timestamptz,
  primary key (contract_id, person_id)
);

-- What happened to it: in force, extended, ended.
create table contracts.step (
  position bigint generated always as identity primary key,
  contract_id uuid not null references contracts.contract,
  step text not null check (step in ('in_force', 'extended', 'ended')),
  at timestamptz not null,
  -- Nobody: the term ran out.
  by_person uuid references authority.person,
  reason text not null default '',
  ends_on date
);
create unique index contract_ended on contracts.step (contract_id) where step = 'ended';

grant select, insert, update on contracts.contract, contracts.person to :app;
grant select, insert on contracts.profile, contracts.step to :app;
