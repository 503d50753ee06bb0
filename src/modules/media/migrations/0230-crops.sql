-- A part of a picture, written anew. Its bytes are kept as those of any other; rights, consents, descriptions and erasure are the picture's.
alter table media.asset
  add column crop_of text,
  add column crop_left integer,
  add column crop_top integer,
  add check ((crop_of is null) = (crop_left is null) and (crop_of is null) = (crop_top is null));
create unique index asset_crop on media.asset (crop_of, crop_left, crop_top, width, height) where crop_of is not null;
