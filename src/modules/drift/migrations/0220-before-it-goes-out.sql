-- A citation exists from the moment when a publication is sent to review: what the page said then is what it is compared with.
-- `called_off`: the publication was returned, taken back or given up before it went out.
alter table drift.citation drop constraint citation_ended_check;
alter table drift.citation add constraint citation_ended_check check (ended in ('corrected', 'withdrawn', 'called_off'));
alter table drift.affected drop constraint affected_settled_check;
alter table drift.affected add constraint affected_settled_check check (settled in ('corrected', 'withdrawn', 'called_off'));
create index citation_publication on drift.citation (publication_id) where ended_at is null;
