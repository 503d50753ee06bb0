-- Copies that were taken of this database, newest last: what `doctor`, /health and the coordinators' day look at.
create table platform.backup (
  id uuid primary key,
  at timestamptz not null,
  bytes bigint not null,
  row_count bigint not null,
  -- Sealed with a passphrase, keys inside.
  sealed boolean not null,
  took_ms integer not null
);
create index backup_at on platform.backup (at desc);

-- Each time that this database was brought back from a copy. What happened from `taken_at` to `restored_at` is not in it.
create table platform.restoration (
  backup_id uuid not null,
  taken_at timestamptz not null,
  restored_at timestamptz primary key,
  doubtful_deliveries integer not null
);

grant select, insert on platform.backup to :app;
grant select on platform.restoration to :app;
