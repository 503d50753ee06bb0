import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answeredWithin, mustWait, type Queue, teamForPromise } from "./queue.ts";

// Erlang C by its definition, with factorials: only good for few people, and enough to hold ours to it.
function byDefinition(load: number, people: number): number {
  const term = (n: number) => load ** n / Array.from({ length: n }, (_, index) => index + 1).reduce((product, factor) => product * factor, 1);
  const top = (term(people) * people) / (people - load);
  return top / (Array.from({ length: people }, (_, n) => term(n)).reduce((sum, value) => sum + value, 0) + top);
}

describe("DED-7 people on duty and the promise of an answer", () => {
  test.each([
    // One server: the chance to wait is the load itself.
    [0.8, 1, 0.8],
    // Two: 2a²/(2+a)/... = a²/(2+a).
    [1, 2, 1 / 3],
    [1.5, 2, 9 / 14],
    // The published tables: 10 erlang and 12 servers, 0.4494; 10 call centre agents for 8 erlang, 0.4092.
    [10, 12, 0.4494],
    [8, 10, 0.4092],
  ])("with a load of %d erlang and %d people, who must wait is known", (load, people, expected) => {
    expect(mustWait({ arrivals: load, perPerson: 1, people })).toBeCloseTo(expected, 4);
  });

  test("it is Erlang's formula for every load that a team can bear", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (people, used) => {
      expect(mustWait({ arrivals: people * used, perPerson: 1, people })).toBeCloseTo(byDefinition(people * used, people), 8);
    }));
  });

  test("one person more never keeps fewer promises, nor does more time", () => {
    const queue = fc.record({ arrivals: fc.double({ min: 0.1, max: 80, noNaN: true }), perPerson: fc.double({ min: 1, max: 20, noNaN: true }), people: fc.integer({ min: 1, max: 25 }) });
    fc.assert(fc.property(queue, fc.double({ min: 0, max: 4, noNaN: true }), (one: Queue, hours) => {
      const share = answeredWithin(one, hours);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
      expect(answeredWithin({ ...one, people: one.people + 1 }, hours)).toBeGreaterThanOrEqual(share - 1e-12);
      expect(answeredWithin(one, hours + 0.5)).toBeGreaterThanOrEqual(share - 1e-12);
    }));
  });

  test("a queue that is really played comes out the same", () => {
    const queue: Queue = { arrivals: 10, perPerson: 8, people: 2 };
    expect(played(queue, 0.1, 2_000_000)).toBeCloseTo(answeredWithin(queue, 0.1), 2);
  });

  test("nobody keeps no promise, and a team that cannot keep up says so", () => {
    expect(answeredWithin({ arrivals: 3, perPerson: 6, people: 0 }, 2)).toBe(0);
    expect(answeredWithin({ arrivals: 20, perPerson: 6, people: 3 }, 2)).toBe(0);
    expect(answeredWithin({ arrivals: 0, perPerson: 6, people: 1 }, 2)).toBe(1);
    expect(teamForPromise({ arrivals: 20, perPerson: 6, hours: 2, target: 0.9 }).people).toBe(4);
    expect(teamForPromise({ arrivals: 1_000, perPerson: 6, hours: 2, target: 0.9 }).people).toBeUndefined();
  });
});

/** Share begun in time when the queue is played out with a fixed sequence of chance (mulberry32, seed 7). */
function played({ arrivals, perPerson, people }: Queue, hours: number, messages: number): number {
  let state = 7;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const wait = (rate: number) => -Math.log(1 - chance()) / rate;
  const freeAt = Array.from({ length: people }, () => 0);
  let now = 0;
  let inTime = 0;
  for (let count = 0; count < messages; count += 1) {
    now += wait(arrivals);
    const first = freeAt.indexOf(Math.min(...freeAt));
    const begins = Math.max(now, freeAt[first] ?? 0);
    if (begins - now <= hours) inTime += 1;
    freeAt[first] = begins + wait(perPerson);
  }
  return inTime / messages;
}
