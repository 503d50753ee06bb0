import type { Generated } from "kysely";
import type { Id } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Role } from "./rules/can.ts";
import type { PostType } from "./rules/eligibility.ts";
import type { Standing } from "./rules/standing.ts";

export type AuthorityTables = {
  "authority.person": {
    id: Id<"person">;
    name: string;
    email: string;
    post_type: PostType;
    unit_id: Id<"unit"> | null;
    language: string;
    single_keys: Generated<boolean>;
    suited: Generated<boolean>;
    entered_at: Instant;
  };
  "authority.appointment": {
    id: Id<"appointment">;
    person_id: Id<"person">;
    role: Role;
    unit_id: Id<"unit"> | null;
    profile_id: Id<"profile"> | null;
    valid_from: Instant;
    valid_to: Instant | null;
    act: string;
    justification: string;
    appointed_by: Id<"person"> | null;
  };
  "authority.revocation": {
    appointment_id: Id<"appointment">;
    at: Instant;
    revoked_by: Id<"person"> | null;
    reason: string;
  };
  "authority.standing": {
    position: Generated<number>;
    profile_id: Id<"profile">;
    state: Standing;
    unit_id: Id<"unit"> | null;
    at: Instant;
    changed_by: Id<"person"> | null;
    reason: string;
  };
};
