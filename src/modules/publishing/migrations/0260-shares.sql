-- What repeats a publication is looked up by it (EDI-R8); few do.
create index publication_shares on publishing.publication ((content ->> 'shares')) where content ->> 'shares' is not null;
