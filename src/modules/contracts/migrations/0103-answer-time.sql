-- CON-4: how soon the contract says that citizens are answered, in minutes of attention; null where it says nothing.
alter table contracts.contract add column answer_minutes int check (answer_minutes > 0);
