import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Incoming, Intent, OutgoingMedia, Outcome, RemoteNetwork } from "#networks/contract/index.ts";
import { newId } from "#platform/ids.ts";
import type { Fault } from "./faults.ts";

/** A post as the network's fake shows it. */
export interface SeenPost {
  readonly remoteId: string;
  readonly text: string;
  readonly language: string | undefined;
  readonly alts: readonly string[];
  readonly visibility: string;
  /** What it answers. */
  readonly inReplyTo: string | undefined;
}

/** An adapter with its fake, and hands to play both sides. */
export interface NetworkBench {
  readonly network: RemoteNetwork;
  /** A first post of a connected profile; `change` makes it another. */
  intent(change?: Partial<Intent>): Intent;
  picture(alt: string): OutgoingMedia;
  posts(): readonly SeenPost[];
  /** How often the network was asked to do something irreversible. */
  writes(): number;
  /** The next irreversible request meets this. */
  lie(fault: Fault): void;
  /** Makes the upload of the next picture meet this. */
  lieAboutPicture(fault: Fault): void;
  /** Another delivery has become this post. */
  claim(remoteId: string): void;
  /** Somebody puts the same up by hand; `minutesAgo` before the intent. */
  postByHand(text: string, minutesAgo?: number): string;
  /** The council's profile loses its connection. */
  disconnect(): void;
  /** Nobody answers any more at the network's address. */
  vanish(): Promise<void>;
  /** Somebody of the network says something to the profile. */
  say(text: string, more?: { readonly visibility?: string; readonly inReplyTo?: string }): string;
  sayAnew(remoteId: string, text: string): void;
  takeBack(remoteId: string): void;
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface Traits {
  readonly edit: boolean;
  readonly remove: boolean;
  readonly alt: boolean;
  readonly listens: boolean;
  /** A repeated create with the same delivery id is one post. */
  readonly keyed: boolean;
}

/** Before anything is taken: the same may be tried again. */
const REPEATABLE: readonly Fault[] = ["too-many", "too-many-seconds", "unavailable"];
/** Nothing came of it, but nobody can know that without looking. */
const DOUBTFUL_WITHOUT: readonly Fault[] = ["cut-before", "html-error"];
/** It is out, whatever was answered. */
const DOUBTFUL_WITH: readonly Fault[] = ["cut-after", "failed-after", "unavailable-after", "no-with-effect", "late"];

/** What the delivery engine relies on, held against an adapter and its fake. An adapter's own test is its `open`. */
export function describeNetwork(name: string, traits: Traits, open: () => Promise<NetworkBench>): void {
  describe(name, () => {
    let bench: NetworkBench;
    beforeEach(async () => {
      bench = await open();
    });
    afterEach(() => bench.close());

    const signal = () => AbortSignal.timeout(bench.network.callMs);
    const perform = (intent: Intent, goAhead = () => Promise.resolve(true)): Promise<Outcome> => bench.network.perform(intent, signal(), goAhead);
    const find = (intent: Intent) => bench.network.find(intent, signal());
    async function published(intent: Intent): Promise<string> {
      const outcome = await perform(intent);
      if (outcome.kind !== "confirmed") throw new Error(`not published: ${JSON.stringify(outcome)}`);
      return outcome.remoteId;
    }

    describe("publishing", () => {
      test("DEL-R1 a post goes out once, with its words as they were approved, in its language", async () => {
        const intent = bench.intent({ text: "Corte de agua <hoy> & mañana\n\nMás en https://ciudad.example/avisos/corte-de-agua-en-la-calle-mayor?x=1&y=2 #Agua", languages: ["es"] });
        const remoteId = await published(intent);
        expect(bench.posts()).toMatchObject([{ remoteId, text: intent.text, language: "es", visibility: "public" }]);
        expect(bench.writes()).toBe(1);
      });

      test.runIf(traits.alt)("EDI-R3 pictures go out in their order, each with its description", async () => {
        await published(bench.intent({ media: [bench.picture("Plano de la calle"), bench.picture("Kalearen planoa, “gaurkoa”")] }));
        expect(bench.posts()[0]?.alts).toEqual(["Plano de la calle", "Kalearen planoa, “gaurkoa”"]);
      });

      test.each(["too-many", "unavailable", "cut-before", "cut-after", "failed-after", "html-error"] as const)("DEL-R4 an upload that meets %s is tried again later, and nothing is out", async (fault) => {
        const intent = bench.intent({ media: [bench.picture("Plano")] });
        bench.lieAboutPicture(fault);
        expect(await perform(intent)).toMatchObject({ kind: "retry" });
        expect(bench.posts()).toEqual([]);
        expect(bench.writes()).toBe(0);
        await published(intent);
        expect(bench.posts()).toHaveLength(1);
      });

      test.each(["public", "unlisted", "followers", "direct"] as const)("an answer is as visible as asked (%s), to the message it answers, and names its author", async (visibility) => {
        const to = bench.say("¿Hasta cuándo?");
        const author = { id: "https://beste.example/users/ane", handle: "@ane@beste.example", name: "Ane", url: "https://beste.example/@ane" };
        await published(bench.intent({ text: "Hasta las 14:00", visibility, inReplyTo: { remoteId: to, author } }));
        const answer = bench.posts().find((post) => post.text.includes("14:00"));
        expect(answer?.text).toBe("@ane@beste.example Hasta las 14:00");
        expect(answer?.visibility).toBe({ public: "public", unlisted: "unlisted", followers: "private", direct: "direct" }[visibility]);
      });

      test("EDI-3 a part of a thread answers our own post before it, names nobody, and is found again", async () => {
        const first = await published(bench.intent({ text: "Primera parte", part: 0 }));
        const second = bench.intent({ text: "Segunda parte", part: 1, continues: first, deliveryId: newId<"delivery">(bench.intent().at) });
        bench.claim(first);
        const remoteId = await published(second);
        expect(bench.posts().find((post) => post.remoteId === remoteId)).toMatchObject({ text: "Segunda parte", inReplyTo: first, visibility: "public" });
        await bench.settle();
        expect(await find(second)).toMatchObject({ kind: "found", remoteId });
      });

      test("a profile that is not connected is told to be, and nothing is asked of the network", async () => {
        bench.disconnect();
        expect(await perform(bench.intent())).toEqual({ kind: "refused", code: "not-connected" });
        expect(bench.writes()).toBe(0);
      });

      test("a text that the network does not take is refused with its word", async () => {
        const outcome = await perform(bench.intent({ text: "x".repeat(5_000) }));
        expect(outcome).toMatchObject({ kind: "refused" });
        expect(bench.posts()).toEqual([]);
      });
    });

    describe("faults", () => {
      test.each(REPEATABLE)("DEL-R4 %s: surely not taken, so it is tried again when the network said", async (fault) => {
        const intent = bench.intent();
        bench.lie(fault);
        const outcome = await perform(intent);
        expect(outcome).toMatchObject({ kind: "retry" });
        expect(outcome.kind === "retry" && outcome.afterMs).toBeGreaterThan(0);
        expect(outcome.kind === "retry" && outcome.afterMs).toBeLessThan(5_000);
        expect(bench.posts()).toEqual([]);
      });

      test.each([...DOUBTFUL_WITHOUT, ...DOUBTFUL_WITH])("P1 %s: asked once and never again inside, and a look decides", async (fault) => {
        const intent = bench.intent();
        bench.lie(fault);
        expect(await perform(intent)).toMatchObject({ kind: "unknown" });
        expect(bench.writes()).toBe(1);
        await bench.settle();
        const [out] = bench.posts();
        expect(bench.posts()).toHaveLength(DOUBTFUL_WITH.includes(fault) ? 1 : 0);
        expect(await find(intent)).toMatchObject(out ? { kind: "found", remoteId: out.remoteId } : { kind: "absent" });
      });

      test("P1 nobody at the address: no byte went out, so it may be tried again", async () => {
        const intent = bench.intent();
        await bench.vanish();
        expect(await perform(intent)).toMatchObject({ kind: "retry" });
        expect(await find(intent)).toMatchObject({ kind: "not-now" });
      });

      test("a token that was taken back is refused at once: a person connects it again", async () => {
        bench.lie("revoked");
        expect(await perform(bench.intent())).toMatchObject({ kind: "refused", code: "token-revoked" });
        expect(bench.posts()).toEqual([]);
      });

      test.runIf(traits.keyed)("P1 the delivery's id is the network's key: repeated, it is one post", async () => {
        const intent = bench.intent();
        expect(await published(intent)).toBe(await published(intent));
        expect(bench.posts()).toHaveLength(1);
      });
    });

    describe("looking", () => {
      test("P1 what was not sent is absent, also when something else is there", async () => {
        bench.postByHand("Otra cosa");
        expect(await find(bench.intent())).toEqual({ kind: "absent" });
      });

      test("P1 links, mentions, hashtags, line ends and accents as the network shows them are the same text", async () => {
        const text = "Kaixo @herritarra@beste.example!\n\nArgibideak: https://www.ciudad.example/eu/oharrak/ur-etena-kale-nagusian-2026?a=1&b=2 (#UrEtena)\nEskerrik asko";
        const intent = bench.intent({ text: text.normalize("NFD") });
        bench.lie("cut-after");
        await perform(intent);
        await bench.settle();
        expect(await find(intent)).toMatchObject({ kind: "found" });
      });

      test("P1 the same text of another delivery is not ours", async () => {
        bench.claim(bench.postByHand(bench.intent().text));
        expect(await find(bench.intent())).toEqual({ kind: "absent" });
      });

      test("P1 the same text from before the intent is not ours", async () => {
        bench.postByHand(bench.intent().text, 30);
        expect(await find(bench.intent())).toEqual({ kind: "absent" });
      });

      test("P1 two that could be ours are a person's to tell apart", async () => {
        const { text } = bench.intent();
        bench.postByHand(text);
        bench.postByHand(text);
        await bench.settle();
        expect(await find(bench.intent())).toMatchObject({ kind: "cannot-tell", code: "several" });
      });

      test("P1 the same text with another number of pictures is another post", async () => {
        const intent = bench.intent({ media: [bench.picture("Plano")] });
        bench.postByHand(intent.text);
        await bench.settle();
        expect(await find(intent)).toEqual({ kind: "absent" });
      });

      test("P1 it looks back through all that came since, however much", async () => {
        const intent = bench.intent();
        bench.lie("cut-after");
        await perform(intent);
        for (let number = 0; number < 90; number += 1) bench.postByHand(`Aviso ${number}`);
        await bench.settle();
        expect(await find(intent)).toMatchObject({ kind: "found" });
      });

      test("a look writes nothing", async () => {
        await find(bench.intent());
        expect(bench.writes()).toBe(0);
      });
    });

    describe("changing", () => {
      test.runIf(traits.edit)("a correction changes the post in place, pictures and descriptions with it", async () => {
        const remoteId = await published(bench.intent({ media: [bench.picture("Antes")] }));
        const correction = bench.intent({ kind: "update", remoteId, text: "Corte de agua hasta las 15:00", media: [bench.picture("Después")] });
        expect(await perform(correction)).toMatchObject({ kind: "confirmed", remoteId });
        expect(bench.posts()).toMatchObject([{ remoteId, text: "Corte de agua hasta las 15:00", alts: ["Después"] }]);
      });

      test.runIf(traits.edit).each(["cut-before", "cut-after"] as const)("P1 a correction that meets %s is looked for in the post itself", async (fault) => {
        const remoteId = await published(bench.intent());
        const correction = bench.intent({ kind: "update", remoteId, text: "Corregido" });
        bench.lie(fault);
        expect(await perform(correction)).toMatchObject({ kind: "unknown" });
        expect(await find(correction)).toMatchObject({ kind: fault === "cut-after" ? "found" : "absent" });
      });

      test.runIf(traits.edit && traits.alt)("P1 a correction of a picture alone is not taken for done because the words are the same", async () => {
        const first = bench.intent({ media: [bench.picture("Plano")] });
        const remoteId = await published(first);
        const correction = bench.intent({ kind: "update", remoteId, text: first.text, media: [bench.picture("Plano")] });
        bench.lie("cut-before");
        await perform(correction);
        expect(await find(correction)).toEqual({ kind: "absent" });
      });

      test.runIf(traits.remove)("a withdrawal takes the post away; taken away already is done", async () => {
        const remoteId = await published(bench.intent());
        const withdrawal = bench.intent({ kind: "delete", remoteId, text: "", media: [] });
        expect(await find(withdrawal)).toEqual({ kind: "absent" });
        expect(await perform(withdrawal)).toMatchObject({ kind: "confirmed" });
        expect(bench.posts()).toEqual([]);
        expect(await perform(withdrawal)).toMatchObject({ kind: "confirmed" });
        expect(await find(withdrawal)).toMatchObject({ kind: "found" });
      });

      test.runIf(traits.remove)("P1 a withdrawal that met a cut connection is looked for", async () => {
        const remoteId = await published(bench.intent());
        const withdrawal = bench.intent({ kind: "delete", remoteId, text: "", media: [] });
        bench.lie("cut-after");
        expect(await perform(withdrawal)).toMatchObject({ kind: "unknown" });
        expect(await find(withdrawal)).toMatchObject({ kind: "found" });
      });
    });

    describe.runIf(traits.listens)("listening", () => {
      const listen = () => {
        const { listening } = bench.network;
        if (!listening) throw new Error("it does not listen");
        return listening;
      };
      async function readAll(from: string): Promise<{ readonly incoming: readonly Incoming[]; readonly cursor: string; readonly looks: number }> {
        const incoming: Incoming[] = [];
        let cursor = from;
        for (let looks = 1; ; looks += 1) {
          const reading = await listen().read(bench.intent().profileId, cursor, signal());
          if (reading.kind !== "read") throw new Error(JSON.stringify(reading));
          incoming.push(...reading.incoming);
          cursor = reading.cursor;
          if (!reading.more) return { incoming, cursor, looks };
        }
      }
      async function begin(): Promise<string> {
        const first = await listen().read(bench.intent().profileId, undefined, signal());
        if (first.kind !== "read") throw new Error(JSON.stringify(first));
        expect(first.incoming).toEqual([]);
        return first.cursor;
      }

      test("INB-1 begins at the moment of connecting and brings what comes then, as plain text", async () => {
        bench.say("De antes");
        const cursor = await begin();
        const remoteId = bench.say("¿Cuándo se abre?\n\nMirad https://ciudad.example/una/pagina/con/una/direccion/larga <b>negrita</b>");
        const { incoming } = await readAll(cursor);
        expect(incoming).toMatchObject([{
          kind: "message", profileId: bench.intent().profileId, network: bench.network.id, remoteId, visibility: "public", language: "es",
          author: { handle: expect.stringMatching(/^@\w+@[\w.:]+$/) as unknown },
        }]);
        const [message] = incoming;
        const text = message?.kind === "message" ? message.text : "";
        expect(text).toContain("¿Cuándo se abre?");
        expect(text).toContain("https://ciudad.example/una/pagina/con/una/direccion/larga <b>negrita</b>");
      });

      test("INB-1 nothing is passed over when more came than one look brings, and it is in order", async () => {
        const cursor = await begin();
        const said = Array.from({ length: 95 }, (_, index) => bench.say(`Pregunta ${index}`));
        const { incoming, looks } = await readAll(cursor);
        expect(incoming.flatMap((one) => (one.kind === "message" ? [one.remoteId] : []))).toEqual(said);
        expect(looks).toBeGreaterThan(1);
      });

      test("INB-1 a second look from the same place repeats, from the new place does not", async () => {
        const cursor = await begin();
        bench.say("Uno");
        const once = await readAll(cursor);
        expect((await readAll(cursor)).incoming).toHaveLength(1);
        expect((await readAll(once.cursor)).incoming).toEqual([]);
      });

      test.each([["direct", "direct"], ["private", "followers"], ["unlisted", "unlisted"]])("INB-R: a message that is %s there is %s here", async (theirs, ours) => {
        const cursor = await begin();
        bench.say("Solo para vosotros", { visibility: theirs });
        expect((await readAll(cursor)).incoming).toMatchObject([{ visibility: ours }]);
      });

      test("INB-1 a reply tells which of our posts it answers", async () => {
        const remoteId = await published(bench.intent());
        const cursor = await begin();
        bench.say("Gracias", { inReplyTo: remoteId });
        expect((await readAll(cursor)).incoming).toMatchObject([{ inReplyTo: remoteId }]);
      });

      test("INB-6 what its author changed or took back is told, once, and what stands is not", async () => {
        const cursor = await begin();
        const [kept, changed, taken] = [bench.say("Se queda"), bench.say("Se cambia"), bench.say("Se va")];
        const { incoming } = await readAll(cursor);
        const heard = incoming.flatMap((one) => (one.kind === "message" ? [{ remoteId: one.remoteId, authorId: one.author.id, changedAt: one.sentAt }] : []));
        expect(heard.map((one) => one.remoteId)).toEqual([kept, changed, taken]);
        await bench.settle();
        bench.sayAnew(changed, "Cambiado");
        bench.takeBack(taken);
        const changes = await listen().recheck(bench.intent().profileId, heard, signal());
        expect(changes).toMatchObject({ kind: "read", incoming: [{ kind: "edited", remoteId: changed, text: expect.stringContaining("Cambiado") as unknown }, { kind: "deleted", remoteId: taken }] });
        const [edited] = changes.kind === "read" ? changes.incoming : [];
        if (edited?.kind !== "edited") throw new Error("not edited");
        const again = await listen().recheck(bench.intent().profileId, [{ remoteId: changed, authorId: edited.authorId, changedAt: edited.editedAt }], signal());
        expect(again).toMatchObject({ incoming: [] });
      });

      test("INB-R: a network that is away erases nothing", async () => {
        const remoteId = bench.say("Hola");
        const { profileId: profile, at } = bench.intent();
        await bench.vanish();
        expect(await listen().recheck(profile, [{ remoteId, authorId: "x", changedAt: at }], signal())).toMatchObject({ kind: "failed", needsPerson: false });
        expect(await listen().read(profile, "0", signal())).toMatchObject({ kind: "failed", needsPerson: false });
      });

      test("a token that was taken back asks for a person", async () => {
        bench.lie("revoked");
        await perform(bench.intent());
        expect(await listen().read(bench.intent().profileId, "0", signal())).toMatchObject({ kind: "failed", needsPerson: true });
      });

      test("the bell rings when something comes, and stops when told", async () => {
        const stop = new AbortController();
        let rung = 0;
        const { profileId: profile } = bench.intent();
        const ended = listen().ring?.(profile, () => void (rung += 1), stop.signal);
        // Said again until the doorbell is surely there: what came before it is told by reading.
        await expect.poll(() => { bench.say("Hola"); return rung; }, { timeout: 5_000 }).toBeGreaterThan(0);
        expect(ended).toBeDefined();
        stop.abort();
        await ended;
      });
    });

    test("limits are dated, with their source, and abilities are those that were seen here", () => {
      const { limits, abilities } = bench.network;
      for (const figure of [limits.maxCharacters, limits.maxMedia, limits.maxAlt]) {
        expect(figure.value).toBeGreaterThan(0);
        expect(figure.source).toMatch(/^https:\/\//);
        expect(figure.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
      expect(abilities).toEqual({ edit: traits.edit, remove: traits.remove, alt: traits.alt, readBack: true });
      expect(bench.network.settleMs).toBeGreaterThan(0);
    });
  });
}
