-- An answer to a citizen goes out, is put in evidence, corrected and withdrawn like a post; it is listed with its
-- conversation and not among the posts.
alter table publishing.publication add column kind text not null default 'post' check (kind in ('post', 'reply'));
