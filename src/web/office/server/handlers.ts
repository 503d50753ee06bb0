import type { Context } from "hono";
import type { z } from "zod";
import type { Result } from "#kernel/result.ts";
import type { SignedIn } from "#web/http/session.ts";
import type { OfficeContract, OfficeEndpoint, OutputOf } from "../contract.ts";

/** Who asks, and what the answer may need of the request itself. */
export interface Visit extends SignedIn {
  readonly context: Context;
}

export type Answer<Value> = Promise<Result<Value, { readonly kind: string }>>;

/** One handler an endpoint of the contract; a missing one is a type error. */
export type Handlers<Name extends OfficeEndpoint = OfficeEndpoint> = {
  readonly [Endpoint in Name]: (visit: Visit, input: z.output<OfficeContract[Endpoint]["input"]>) => Answer<OutputOf<Endpoint>>;
};
