import type { ServerResponse } from "node:http";
import type { Id } from "#kernel/id.ts";
import { SECOND } from "#kernel/instant.ts";
import { ok, refuse, type Result } from "#kernel/result.ts";
import type { EventTail } from "#platform/event-tail.ts";
import type { RecordedEvent } from "#platform/events.ts";
import type { Log } from "#platform/log.ts";
import { type Audiences, mayKnow, type Viewer } from "./audience.ts";
import { formLine, type Line } from "./line.ts";
import { changed, greeting, heartbeat, reload } from "./message.ts";

export interface LiveLimits {
  readonly perSession: number;
  readonly all: number;
  /** A stream with more than this waiting to be taken is cut. */
  readonly backlogBytes: number;
  /** More than this at once is told as one `reload`. */
  readonly burst: number;
  readonly heartbeatMs: number;
  readonly retryMs: number;
  /** How many are being asked for their rights at a time, and how many may wait for that: all come back at once after a restart. */
  readonly admitting: { readonly atOnce: number; readonly waiting: number };
  /** How often rights and presence are asked again. */
  readonly lookMs: number;
}

export const liveLimits: LiveLimits = {
  perSession: 6, all: 20_000, backlogBytes: 256 * 1024, burst: 200, heartbeatMs: 15 * SECOND, retryMs: 2 * SECOND, lookMs: 300,
  // Fewer than the pool of connections has, so that everything else goes on meanwhile.
  admitting: { atOnce: 8, waiting: 10_000 },
};

/** Nothing is told to somebody of whom the database could not be asked for this long. */
const BLIND_MS = 2 * SECOND;

export interface HubSetting {
  readonly tail: EventTail;
  readonly log: Log;
  readonly audiences: Audiences;
  /** Of these sessions, those that may still watch, with the mark of their rights. */
  readonly listOpenRights: (sessions: readonly Id<"session">[]) => Promise<ReadonlyMap<Id<"session">, string>>;
  /** Things that somebody is at, with a mark that changes with who and how. */
  readonly listAttended: () => Promise<readonly { readonly type: string; readonly id: Id<string>; readonly mark: string }[]>;
  readonly limits?: Partial<LiveLimits>;
}

export interface LiveHub {
  /** Whether one more stream of this session may be opened. */
  admit(sessionId: Id<"session">): Result<undefined, { readonly kind: "too-many-streams"; readonly again: number }>;
  /** Where those who come wait for their turn to be asked who they are. */
  readonly line: Line;
  /** Takes over an answer whose head is sent and tells what happens, from a place on when it is given. */
  join(outgoing: ServerResponse, viewer: Viewer, after: number | undefined): void;
  count(): number;
  /** Ends all streams at once and takes no more. */
  stop(): Promise<void>;
}

interface Stream {
  readonly outgoing: ServerResponse;
  readonly viewer: Viewer;
}

/** All streams of the process. They share one tail, one look at rights and one at presence, and each message's bytes. */
export function openHub(setting: HubSetting): LiveHub {
  const { tail, log, audiences } = setting;
  const limits = { ...liveLimits, ...setting.limits };
  const streams = new Set<Stream>();
  const perSession = new Map<Id<"session">, number>();
  let stopped = false;
  let attended = new Map<string, string>();
  let askedAt = performance.now();

  const end = (stream: Stream): void => {
    if (!streams.delete(stream)) return;
    const { sessionId } = stream.viewer;
    const left = (perSession.get(sessionId) ?? 1) - 1;
    if (left > 0) perSession.set(sessionId, left);
    else perSession.delete(sessionId);
  };
  const cut = (stream: Stream): void => {
    end(stream);
    stream.outgoing.destroy();
  };
  const say = (stream: Stream, bytes: Buffer): void => {
    if (stream.outgoing.writableLength + bytes.length <= limits.backlogBytes) stream.outgoing.write(bytes);
    else {
      log("live.slow-stream-cut", { session: stream.viewer.sessionId });
      cut(stream);
    }
  };

  /** The events of one look, once each thing and kind, for whoever may know of them. */
  function tell(events: readonly RecordedEvent[], to: Iterable<Stream>): void {
    const last = events.at(-1);
    if (!last) return;
    const once = [...new Map(events.map((event) => [`${event.kind} ${event.subject_type} ${event.subject_id}`, event])).values()].toSorted((a, b) => a.position - b.position);
    const told = once.map((event) => ({ event, bytes: changed(event, event.position) }));
    const whole = Buffer.concat(told.map(({ bytes }) => bytes));
    const tooMuch = once.length > limits.burst ? reload(last.position) : undefined;
    for (const stream of to) {
      const known = told.filter(({ event }) => mayKnow(audiences, stream.viewer, event));
      if (known.length === 0) continue;
      say(stream, tooMuch ?? (known.length === told.length ? whole : Buffer.concat(known.map(({ bytes }) => bytes))));
    }
  }

  async function askRights(): Promise<void> {
    // Those that come while we ask were asked when they came.
    const asked = [...streams];
    const rights = await setting.listOpenRights([...new Set(asked.map(({ viewer }) => viewer.sessionId))]);
    askedAt = performance.now();
    for (const stream of asked) if (rights.get(stream.viewer.sessionId) !== stream.viewer.rights) cut(stream);
  }

  async function askPresence(): Promise<void> {
    const now = new Map((await setting.listAttended()).map(({ type, id, mark }) => [`${type} ${id}`, mark]));
    const differ = [...new Set([...now.keys(), ...attended.keys()])].filter((key) => now.get(key) !== attended.get(key));
    attended = now;
    for (const key of differ) {
      const [type = "", id = ""] = key.split(" ");
      const happening = { kind: "presence.changed", subject_type: type, subject_id: id as Id<string>, data: {} };
      const bytes = changed(happening);
      for (const stream of streams) if (mayKnow(audiences, stream.viewer, happening)) say(stream, bytes);
    }
  }

  let looking: Promise<void> | undefined;
  async function look(): Promise<void> {
    if (streams.size === 0) {
      askedAt = performance.now();
      return;
    }
    try {
      await askRights();
      await askPresence();
    } catch (error) {
      if (performance.now() - askedAt < BLIND_MS) return;
      log("live.blind", { error, cut: streams.size });
      for (const stream of streams) cut(stream);
    }
  }

  const unfollow = tail.follow((events) => tell(events, streams));
  const looks = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, limits.lookMs);
  const beats = setInterval(() => {
    const beat = heartbeat(tail.position());
    for (const stream of streams) say(stream, beat);
  }, limits.heartbeatMs);

  return {
    admit: (sessionId) => {
      if (stopped || streams.size >= limits.all || (perSession.get(sessionId) ?? 0) >= limits.perSession) {
        return refuse({ kind: "too-many-streams", again: Math.ceil(limits.retryMs / SECOND) * 5 });
      }
      return ok();
    },
    line: formLine(limits.admitting),
    join: (outgoing, viewer, after) => {
      const stream: Stream = { outgoing, viewer };
      if (stopped || outgoing.destroyed) return void outgoing.destroy();
      streams.add(stream);
      perSession.set(viewer.sessionId, (perSession.get(viewer.sessionId) ?? 0) + 1);
      outgoing.once("close", () => end(stream));
      const position = tail.position();
      const missed = after === undefined ? [] : tail.after(after);
      say(stream, greeting(missed ? (after ?? position) : position, limits.retryMs));
      if (missed) tell(missed, [stream]);
      else say(stream, reload(position));
    },
    count: () => streams.size,
    stop: async () => {
      stopped = true;
      unfollow();
      clearInterval(looks);
      clearInterval(beats);
      for (const stream of streams) {
        end(stream);
        stream.outgoing.end();
      }
      await looking;
    },
  };
}
