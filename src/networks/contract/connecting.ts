import type { Result } from "#kernel/result.ts";
import type { NetworkLimits } from "./limits.ts";

/** Why a network could not be asked or would not do it. `needsPerson`: it will not mend by itself. */
export interface NetworkTrouble {
  readonly kind: "network-trouble";
  /** The network's own word, or ours for what happened on the way. */
  readonly code: string;
  readonly needsPerson: boolean;
}

/** We, as the server of an account knows us: what it gave us when we introduced ourselves. */
export interface AppAtServer {
  /** Scheme, host and port where the server's API answers. */
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a server says of itself. */
export interface ServerFacts {
  /** Name and version of its program, as people say them: `Mastodon 4.4.1`. */
  readonly program: string;
  readonly limits: NetworkLimits;
  /** What the adapter wants to know of it at work; nobody else reads it. */
  readonly details: Readonly<Record<string, string>>;
}

export interface ConnectedAccount {
  /** The account's identifier on its server. */
  readonly account: string;
  /** Without the server: `movilidad`. */
  readonly name: string;
  readonly url: string;
  readonly server: ServerFacts;
}

/** How an account in another's hands is connected: OAuth 2.0, authorization code with PKCE (S256). */
export interface Connecting {
  /** Finds the server that answers for `name@server` and introduces us to it. */
  introduce(us: { readonly handle: string; readonly redirectUri: string; readonly name: string; readonly website: string }, signal: AbortSignal): Promise<Result<AppAtServer, NetworkTrouble>>;
  /** Where the person goes, signed in as the account, to allow us in. */
  authorizeUrl(app: AppAtServer, attempt: { readonly redirectUri: string; readonly state: string; readonly challenge: string }): string;
  /** The token for the code that the person came back with. */
  redeem(app: AppAtServer, attempt: { readonly redirectUri: string; readonly code: string; readonly verifier: string }, signal: AbortSignal): Promise<Result<string, NetworkTrouble>>;
  /** Whose token it is and what its server is like: proof that it works. */
  look(origin: string, token: string, signal: AbortSignal): Promise<Result<ConnectedAccount, NetworkTrouble>>;
  /** The token is worth nothing afterwards; one that is worth nothing already is fine. */
  revoke(app: AppAtServer, token: string, signal: AbortSignal): Promise<Result<undefined, NetworkTrouble>>;
}
