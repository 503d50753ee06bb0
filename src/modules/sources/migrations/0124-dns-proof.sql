-- WEB-2: a record of the domain's own name server proves it as well.
alter table sources.proof drop constraint proof_method_check;
alter table sources.proof add constraint proof_method_check check (method in ('well_known', 'meta', 'dns_txt'));
