-- Versions that cite no page although what they say has to come to the web (FLO-R5): few among many.
create index version_without_source on publishing.version (publication_id, number)
  where content ->> 'exception' in ('live', 'emergency') and content -> 'citations' = '[]'::jsonb;
