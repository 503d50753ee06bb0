import type { Id } from "#kernel/id.ts";
import type { Actor } from "#modules/authority/index.ts";
import { beginConnection, type ConnectionSetting, enterProfile, finishConnection } from "#modules/register/index.ts";
import { type FakeMastodon } from "#networks/mastodon/fake.ts";
import { inTransaction } from "#platform/database.ts";
import { newId } from "#platform/ids.ts";
import { expectOk } from "./council.ts";

/** Goes where a person goes: the server's form, signed in as `name`; an empty name says no. @returns what it sends back */
export async function allowIn(authorizeUrl: string, name: string): Promise<{ readonly state: string; readonly code: string; readonly error: string | null; readonly redirect: URL }> {
  const form = new URLSearchParams([...new URL(authorizeUrl).searchParams, ["account", name]]);
  const answer = await fetch(new URL(authorizeUrl).origin + "/oauth/authorize", { method: "POST", body: form, redirect: "manual" });
  const redirect = new URL(answer.headers.get("location") ?? "");
  return { state: redirect.searchParams.get("state") ?? "", code: redirect.searchParams.get("code") ?? "", error: redirect.searchParams.get("error"), redirect };
}

/** A profile for `name` on the fake server, entered in the register and not connected. */
export async function enterAccount(setting: ConnectionSetting, actor: Actor, name: string, fake: FakeMastodon): Promise<Id<"profile">> {
  const handle = `${name}@${fake.authority}`;
  return expectOk(await inTransaction(setting.db, (tx) => enterProfile(tx, () => Promise.resolve({ account: handle, url: `${fake.origin}/@${name}` }), actor, {
    network: "mastodon", handle, displayName: { es: "Movilidad", eu: "Mugikortasuna" }, summary: {}, unitId: undefined, languages: ["es", "eu"], layout: "bilingual", reason: "Cuenta de la ciudad",
  }, setting.clock.now())));
}

/** The same, connected through the server's own OAuth. */
export async function connectAccount(setting: ConnectionSetting, actor: Actor, name: string, fake: FakeMastodon): Promise<Id<"profile">> {
  const profileId = await enterAccount(setting, actor, name, fake);
  await connectAgain(setting, actor, profileId, name);
  return profileId;
}

export async function connectAgain(setting: ConnectionSetting, actor: Actor, profileId: Id<"profile">, name: string): Promise<void> {
  const sessionId = newId<"session">(setting.clock.now());
  const { authorizeUrl } = expectOk(await beginConnection(setting, actor, { profileId, sessionId }));
  const { state, code } = await allowIn(authorizeUrl, name);
  expectOk(await finishConnection(setting, actor, { state, code, sessionId }));
}
