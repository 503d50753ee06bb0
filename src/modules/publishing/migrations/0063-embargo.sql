-- Until when nothing of it may be known outside of the office (EDI-7); null without an embargo.
alter table publishing.publication add column embargo_until timestamptz;
-- What was approved under an embargo: no path lets it go before.
alter table publishing.delivery add column not_before timestamptz;
