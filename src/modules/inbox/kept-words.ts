import { type Incoming, type IncomingMedia, longestIncoming } from "#networks/contract/index.ts";
import { kept } from "./rules/text.ts";

const LONGEST_ADDRESS = 2_048;
const LONGEST_ALT = 5_000;
const LONGEST_TAG = 35;
const MOST_MEDIA = 16;

/** Every text that comes from outside, as the database can hold it: one that it cannot would come again for ever. */
export function keptMessage(message: Extract<Incoming, { kind: "message" }>): Extract<Incoming, { kind: "message" }> {
  const { author } = message;
  return {
    ...message,
    ...keptWords(message),
    url: keptAddress(message.url),
    author: { id: author.id, handle: kept(author.handle, 320), name: kept(author.name, 200), url: keptAddress(author.url) },
  };
}

/** What an author changed is held to what it was held to when it came. */
export const keptEdit = (edit: Extract<Incoming, { kind: "edited" }>): Extract<Incoming, { kind: "edited" }> => ({ ...edit, ...keptWords(edit) });

interface Words {
  readonly text: string;
  readonly language: string | undefined;
  readonly media: readonly IncomingMedia[];
}

const keptWords = ({ text, language, media }: Words): Words => ({
  text: kept(text, longestIncoming),
  language: language === undefined ? undefined : kept(language, LONGEST_TAG),
  media: media.slice(0, MOST_MEDIA).map((one) => ({ mediaType: kept(one.mediaType, 100), url: keptAddress(one.url), alt: kept(one.alt, LONGEST_ALT) })),
});

/** An address that leads to a page and does nothing else; empty for any other. */
function keptAddress(text: string): string {
  const address = kept(text, LONGEST_ADDRESS);
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : "";
}
