import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "undici";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { signInAs } from "../e2e/office-client.ts";
import { startProcess } from "../e2e/process.ts";
import { instantOf } from "#kernel/instant.ts";
import { draftSigned, noteBy, startRemote } from "#tests/fediverse.ts";

/**
 * P7: one server floods the inbox with well signed mentions, as many as it can, over 200 connections. Meanwhile another
 * server writes twenty a second and a manager looks at the inbox. Both are measured without the flood and with it, in
 * one run; what is shed must be shed from the one that floods.
 *
 *   node bench/storm.ts [--seconds 15] [--connections 200]
 */
const { values } = parseArgs({ options: { seconds: { type: "string", default: "15" }, connections: { type: "string", default: "200" }, flooding: { type: "boolean", default: false } } });
const seconds = Number(values.seconds);

await (values.flooding ? flood() : measure());

/** In a process of its own: a server with one person who never stops writing. */
async function flood(): Promise<void> {
  // Its address is told to the parent, which allows it before the city starts.
  const remote = await startRemote("127.0.0.2");
  process.send?.({ authority: remote.authority });
  const [go] = (await once(process, "message")) as [{ origin: string; actor: string }];
  const person = remote.person();
  const agent = new Agent({ connections: Number(values.connections), pipelining: 1 });
  const counts: Record<string, number> = {};
  const end = performance.now() + seconds * 1_000;
  const write = async () => {
    while (performance.now() < end) {
      const note = noteBy(person, go.actor, instantOf(Date.now()), { content: "<p>mira mira mira</p>" });
      const { url, body, headers } = draftSigned(`${go.origin}/ap/inbox`, JSON.stringify({ id: `${note.id}/activity`, type: "Create", actor: person.id, object: note }), { keyId: person.keyId, key: person.key, at: instantOf(Date.now()) });
      const status = await request(url, { method: "POST", headers, body: body ?? "", dispatcher: agent }).then(async (answer) => {
        await answer.body.dump();
        return String(answer.statusCode);
      }, () => "cut");
      counts[status] = (counts[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: Number(values.connections) }, write));
  process.send?.({ counts });
  await agent.close();
  await remote.close();
}

async function measure(): Promise<void> {
  const flooder = fork(import.meta.filename, [...process.argv.slice(2), "--flooding"]);
  const [{ authority }] = (await once(flooder, "message")) as [{ authority: string }];
  const good = await startRemote();
  const city = await startProcess({ PREGONERO_ALLOW_PRIVATE: `${authority},${good.authority}` });
  try {
    await fetch(`${city.origin}/inicio/ejemplo`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } });
    const manager = await signInAs(city.origin, "Jon Ibarra");
    const profiles = await manager.call<{ id: string; network: string }[]>("GET", "/profiles");
    const actor = `${city.origin}/ap/actors/${profiles.find((profile) => profile.network === "activitypub")?.id}`;
    const person = good.person();
    const calm = await look(seconds);
    flooder.send({ origin: city.origin, actor });
    const stormy = await look(seconds);
    const [{ counts }] = (await once(flooder, "message")) as [{ counts: Record<string, number> }];
    console.table({ calm, stormy });
    console.log("the flood:", Object.fromEntries(Object.entries(counts).map(([status, count]) => [status, `${Math.round(count / seconds)}/s`])));

    async function look(forSeconds: number) {
      const writing: number[] = [];
      const reading: number[] = [];
      const refused: number[] = [];
      const end = performance.now() + forSeconds * 1_000;
      const write = async () => {
        while (performance.now() < end) {
          const note = noteBy(person, actor, instantOf(Date.now()));
          const { url, body, headers } = draftSigned(`${city.origin}/ap/inbox`, JSON.stringify({ id: `${note.id}/activity`, type: "Create", actor: person.id, object: note }), { keyId: person.keyId, key: person.key, at: instantOf(Date.now()) });
          const started = performance.now();
          const answer = await request(url, { method: "POST", headers, body: body ?? "" });
          await answer.body.dump();
          (answer.statusCode === 202 ? writing : refused).push(performance.now() - started);
          await sleep(50);
        }
      };
      const read = async () => {
        while (performance.now() < end) {
          const started = performance.now();
          await manager.call("GET", "/conversations?tab=waiting");
          reading.push(performance.now() - started);
          await sleep(50);
        }
      };
      await Promise.all([write(), read()]);
      return { "taken of the other server": writing.length, refused: refused.length, "taken p50 ms": at(writing, 0.5), "taken p99 ms": at(writing, 0.99), "inbox page p50 ms": at(reading, 0.5), "inbox page p99 ms": at(reading, 0.99) };
    }
  } finally {
    flooder.kill();
    await city.remove();
    await good.close();
  }
}

function at(taken: readonly number[], share: number): number {
  const sorted = taken.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length * share)] ?? Number.NaN) * 10) / 10;
}
