/**
 * Messages that arrive by chance, are answered by the first of so many people that is free, in the order they came: the
 * queue of Erlang (M/M/c). Valid only while they answer faster than messages come.
 */
export interface Queue {
  /** Messages an hour in the hours of attention. */
  readonly arrivals: number;
  /** Messages that one person answers in an hour. */
  readonly perPerson: number;
  readonly people: number;
}

/**
 * The chance that a message finds everybody busy (Erlang's second formula), 0 to 1; 1 when they can never keep up.
 * Reckoned by the recurrence of the first formula, which neither overflows nor loses figures.
 * Source: A. K. Erlang, "Solution of some problems in the theory of probabilities", 1917.
 */
export function mustWait({ arrivals, perPerson, people }: Queue): number {
  const load = arrivals / perPerson;
  if (arrivals <= 0) return 0;
  if (people <= 0 || load >= people) return 1;
  let blocked = 1;
  for (let servers = 1; servers <= people; servers += 1) blocked = (load * blocked) / (servers + load * blocked);
  const used = load / people;
  return blocked / (1 - used + used * blocked);
}

/** Share of messages whose answer is begun within so many hours of attention, 0 to 1. */
export function answeredWithin(queue: Queue, hours: number): number {
  const { arrivals, perPerson, people } = queue;
  if (arrivals <= 0) return people > 0 ? 1 : 0;
  if (people <= 0 || arrivals >= people * perPerson) return 0;
  return 1 - mustWait(queue) * Math.exp(-(people * perPerson - arrivals) * hours);
}

/** What a promise takes: the share that is kept with one person, two, and so on, until it is as good as `target`. */
export function teamForPromise(
  { arrivals, perPerson, hours, target, most = 30 }: { readonly arrivals: number; readonly perPerson: number; readonly hours: number; readonly target: number; readonly most?: number },
): { readonly shares: readonly { readonly people: number; readonly share: number }[]; readonly people: number | undefined } {
  const shares: { readonly people: number; readonly share: number }[] = [];
  for (let people = 1; people <= most; people += 1) {
    const share = answeredWithin({ arrivals, perPerson, people }, hours);
    shares.push({ people, share });
    if (share >= target) return { shares, people };
  }
  return { shares, people: undefined };
}
