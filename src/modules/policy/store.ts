import type { ColumnType } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Localized } from "#kernel/language.ts";

type JsonColumn<Value> = ColumnType<Value, string, string>;

export type UnitKind = "department" | "service" | "unit" | "entity";

export type PolicyTables = {
  "policy.council": {
    name: JsonColumn<Localized>;
    languages: string[];
    zone: string;
    handle_domain: string;
    brand: string;
    founded_at: Instant;
  };
  "policy.unit": {
    id: Id<"unit">;
    kind: UnitKind;
    name: JsonColumn<Localized>;
    parent_id: Id<"unit"> | null;
    coordinates: boolean;
    valid_from: Instant;
    valid_to: Instant | null;
    dir3: string | null;
  };
};
