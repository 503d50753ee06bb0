import type { DatabaseAddress } from "#platform/database.ts";

/** The database's own name, of which its roles are named. */
export function databaseName(address: DatabaseAddress): string {
  if (address.database) return address.database;
  if (!address.connectionString) throw new Error("an address without a database");
  const url = new URL(address.connectionString);
  return decodeURIComponent(url.pathname.slice(1)) || decodeURIComponent(url.username);
}
