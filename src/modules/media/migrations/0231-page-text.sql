-- What a page of a PDF says, for whoever describes the picture that it became. A suggestion: nothing shows it by itself.
create table media.page_text (
  digest text primary key,
  text text not null check (text <> '')
);
-- With a picture that is erased its words go too.
grant select, insert, delete on media.page_text to :app;
