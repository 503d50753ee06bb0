import type { DeliveryView, PublicationView } from "../../views.ts";

/** Where a publication stands on one profile in certain languages, part by part: its last delivery, and those before it, newest first. */
export interface Standing {
  readonly key: string;
  readonly last: DeliveryView;
  readonly before: readonly DeliveryView[];
}

/** A correction or a withdrawal says more than what it changed: each profile is told once, by what came last. */
export function standingsOf(deliveries: readonly DeliveryView[]): readonly Standing[] {
  const groups = new Map<string, DeliveryView[]>();
  for (const delivery of deliveries) {
    const key = `${delivery.profileId} ${delivery.languages.join("+")} ${delivery.part ?? 1}`;
    groups.set(key, [...(groups.get(key) ?? []), delivery]);
  }
  return [...groups].flatMap(([key, own]) => {
    const [last, ...before] = own.toSorted((one, other) => compare(other.due, one.due) || order[other.kind] - order[one.kind]);
    return last ? [{ key, last, before }] : [];
  });
}

// Within one moment, what was sent first is changed or taken back afterwards.
const order: Readonly<Record<DeliveryView["kind"], number>> = { create: 0, update: 1, delete: 2 };
const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

type Entry = PublicationView["activity"][number];

export interface Happening {
  readonly kind: string;
  readonly by: string | null;
  readonly at: string;
  readonly comment: string | null;
  /** Deliveries that it tells of, when it is about some. */
  readonly deliveries: readonly DeliveryView[];
}

/** What happened, newest first; what the network confirmed at once for several profiles is one line. */
export function happeningsOf({ activity, deliveries }: Pick<PublicationView, "activity" | "deliveries">): readonly Happening[] {
  return activity.toSorted((one, other) => compare(other.at, one.at)).reduce<Happening[]>((told, entry) => {
    const delivery = deliveries.find((each) => each.id === entry.data["deliveryId"]);
    const last = told.at(-1);
    if (delivery && last && last.kind === entry.kind && sameMinute(last.at, entry.at) && last.deliveries[0]?.kind === delivery.kind) {
      told[told.length - 1] = { ...last, deliveries: [...last.deliveries, delivery] };
    } else {
      told.push({ kind: entry.kind, by: entry.by, at: entry.at, comment: wordsOf(entry), deliveries: delivery ? [delivery] : [] });
    }
    return told;
  }, []);
}

const sameMinute = (one: string, other: string): boolean => one.slice(0, 16) === other.slice(0, 16);

/** What a person wrote with it. A withdrawal's reason is a code, told elsewhere. */
function wordsOf({ kind, data }: Entry): string | null {
  const words = data["comment"] ?? (kind === "publication.withdrawn" ? undefined : data["reason"]);
  return typeof words === "string" && words.trim() !== "" ? words : null;
}
