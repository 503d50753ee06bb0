-- A text that is too long for one post there goes out in several, each an answer to the one before (EDI-3).
alter table publishing.edition add column parts jsonb;
