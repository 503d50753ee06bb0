-- FLO-1: a page that lists others is read like a sitemap.
alter table sources.channel drop constraint channel_kind_check;
alter table sources.channel add constraint channel_kind_check check (kind in ('feed', 'calendar', 'sitemap', 'section', 'page'));
