import type { Dated, NetworkAbilities, NetworkLimits } from "#networks/contract/index.ts";
import type { Instance } from "./entities.ts";

const dated = <Value>(value: Value, source: string): Dated<Value> => ({ value, source, checkedOn: "2026-11-24" });

const PER_LINK = dated(23, "https://docs.joinmastodon.org/user/posting/#links");

/** Mastodon's own figures; each server may have others, which it tells in `/api/v2/instance`. */
export const defaultLimits: NetworkLimits = {
  counting: "mastodon",
  maxCharacters: dated(500, "https://docs.joinmastodon.org/user/posting/#text"),
  charactersPerLink: PER_LINK,
  maxMedia: dated(4, "https://docs.joinmastodon.org/user/posting/#attachments"),
  maxAlt: dated(1_500, "https://docs.joinmastodon.org/entities/Instance/#description_limit"),
};

export const abilities: NetworkAbilities = { edit: true, remove: true, readBack: true, alt: true };

/** The figures of one server, as it told them at `source` on a day (`YYYY-MM-DD`). */
export function limitsOfServer(source: string, instance: Instance, checkedOn: string): NetworkLimits {
  const told = (value: number | undefined, otherwise: Dated<number>): Dated<number> =>
    value === undefined ? otherwise : { value, source, checkedOn };
  const { statuses, media_attachments } = instance.configuration ?? {};
  return {
    counting: "mastodon",
    maxCharacters: told(statuses?.max_characters, defaultLimits.maxCharacters),
    charactersPerLink: told(statuses?.characters_reserved_per_url, PER_LINK),
    maxMedia: told(statuses?.max_media_attachments, defaultLimits.maxMedia),
    maxAlt: told(media_attachments?.description_limit, defaultLimits.maxAlt),
  };
}
