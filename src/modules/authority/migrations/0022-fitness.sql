alter table authority.person drop constraint person_post_type_check;
alter table authority.person add constraint person_post_type_check check (post_type in
  ('service_head', 'unit_head', 'technical', 'mayor_adviser', 'director', 'entity_head', 'external'));

-- S16: whether the post is of communication or citizen attention; where nobody said otherwise, it is.
alter table authority.person add column suited boolean not null default true;

alter table authority.appointment drop constraint appointment_role_check, drop constraint appointment_check, drop constraint appointment_check1;
alter table authority.appointment
  add constraint appointment_role_check check (role in
    ('coordinator', 'promoter', 'manager', 'director', 'technician', 'auditor', 'data_protection', 'sysadmin')),
  add constraint appointment_unit_check check ((role in ('promoter', 'director', 'technician')) = (unit_id is not null)),
  add constraint appointment_profile_check check ((role = 'manager') = (profile_id is not null));

-- What somebody is proved to know (Instruction, section 2), and until when.
create table authority.competence (
  id uuid primary key,
  person_id uuid not null references authority.person,
  area text not null check (area in
    ('internal_functioning', 'internal_channels', 'protocols', 'citizen_mailbox', 'subject_field',
     'accessibility', 'data_protection', 'security', 'language', 'ai_literacy')),
  proof text not null check (proof in ('course', 'test', 'practice', 'sign_off')),
  evidence text not null,
  obtained_at timestamptz not null,
  valid_until timestamptz,
  recorded_by uuid references authority.person,
  recorded_at timestamptz not null
);
create index competence_person on authority.competence (person_id, area);

create table authority.competence_withdrawal (
  competence_id uuid primary key references authority.competence,
  at timestamptz not null,
  withdrawn_by uuid references authority.person,
  reason text not null
);

-- Which version of the policy a person has committed to.
create table authority.commitment (
  person_id uuid not null references authority.person,
  act_id uuid not null references policy.act,
  signed_at timestamptz not null,
  primary key (person_id, act_id)
);

-- Until when, and with what, a contract lets somebody of its company act for a profile. Only the module of contracts writes it.
create table authority.external_term (
  contract_id uuid not null,
  person_id uuid not null references authority.person,
  profile_id uuid not null,
  valid_from timestamptz not null,
  -- 00:00 in the council's zone on the day after the contract's last: rights end by themselves.
  valid_to timestamptz not null,
  answers boolean not null default false,
  direct_messages boolean not null default false,
  primary key (contract_id, person_id, profile_id)
);
create index external_term_person on authority.external_term (person_id, profile_id);

-- Which version of the policy the clauses of a contract were accepted under.
create table authority.clause_acceptance (
  contract_id uuid not null,
  act_id uuid not null references policy.act,
  accepted_at timestamptz not null,
  primary key (contract_id, act_id)
);

-- The one place that says which appointments are in force.
create function authority.appointments_at(moment timestamptz) returns setof authority.appointment language sql stable as $$
  select appointment.* from authority.appointment join authority.person on person.id = appointment.person_id
  where valid_from <= moment and (valid_to is null or valid_to > moment)
    and not exists (select 1 from authority.revocation where revocation.appointment_id = appointment.id and revocation.at <= moment)
    and (person.post_type <> 'external' or exists (
      select 1 from authority.external_term term
      where term.person_id = appointment.person_id and term.profile_id = appointment.profile_id and term.valid_from <= moment and term.valid_to > moment
    ))
$$;

grant select, insert on authority.competence, authority.competence_withdrawal, authority.commitment, authority.clause_acceptance to :app;
grant select, insert, update, delete on authority.external_term to :app;
