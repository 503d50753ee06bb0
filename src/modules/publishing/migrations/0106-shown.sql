-- Which pictures the working copy of a publication shows, as `cited` says which items it cites.
create table publishing.shown (
  publication_id uuid not null references publishing.publication,
  asset_id uuid not null references media.asset,
  primary key (publication_id, asset_id)
);
create index shown_asset on publishing.shown (asset_id);
insert into publishing.shown (publication_id, asset_id)
  select distinct publication.id, asset.id
  from publishing.publication, jsonb_array_elements(publication.content -> 'media') picture
  join media.asset on asset.id = (picture ->> 'assetId')::uuid;
grant select, insert, delete on publishing.shown to :app;
