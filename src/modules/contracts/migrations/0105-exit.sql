-- What a company leaves in order when its contract ends (CON-5): each item once, by whom and where it is written.
create table contracts.exit (
  contract_id uuid not null references contracts.contract,
  item text not null check (item in ('material', 'rights', 'handover')),
  note text not null check (note <> ''),
  confirmed_by uuid not null references authority.person,
  at timestamptz not null,
  primary key (contract_id, item)
);
grant select, insert on contracts.exit to :app;
