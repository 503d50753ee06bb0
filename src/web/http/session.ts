import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Context } from "hono";
import { findSession, type Session, type Visitor } from "#modules/access/index.ts";
import { type Actor, findPerson, type Person } from "#modules/authority/index.ts";
import type { Services } from "./services.ts";

const NAME = "pregonero";

/** `__Host-` binds the cookie to this host over TLS; browsers treat http://localhost as secure too. */
export function keepSession(context: Context, token: string): void {
  setCookie(context, NAME, token, { prefix: "host", httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
}

export function dropSession(context: Context): void {
  deleteCookie(context, NAME, { prefix: "host", secure: true, path: "/" });
}

/** The session of a request, whole or waiting for its second factor. */
export async function sessionOf(context: Context, services: Pick<Services, "db" | "clock">): Promise<Session | undefined> {
  const token = getCookie(context, NAME, "host");
  return token ? findSession(services.db, token, services.clock.now()) : undefined;
}

/** Somebody who is signed in with both factors. */
export interface SignedIn {
  readonly actor: Actor;
  readonly person: Person;
  readonly session: Session;
}

export async function signedIn(context: Context, services: Services): Promise<SignedIn | undefined> {
  const session = await sessionOf(context, services);
  if (!session?.complete) return undefined;
  const person = await findPerson(services.db, session.personId);
  return person && { actor: { personId: session.personId }, person, session };
}

/** Where a visitor comes from, for throttling and for the list of sessions. */
export function visitorOf(context: Context): Visitor {
  // Set by the server itself on every request, whatever the visitor sent.
  return { source: context.req.header("x-pregonero-client") ?? "unknown", agent: context.req.header("user-agent") ?? "" };
}
