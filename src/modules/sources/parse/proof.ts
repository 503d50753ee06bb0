import { Parser } from "htmlparser2";

/** Where a host shows its token, and the name of the `<meta>` that may carry it instead. */
export const PROOF_PATH = "/.well-known/pregonero-proof.txt";
export const PROOF_META = "pregonero-proof";
/** In front of a domain's name: where its name server has the token as a text. */
export const PROOF_NAME = "_pregonero-proof";

/** Whether a text file has the token on a line of its own. */
export const textShows = (text: string, token: string): boolean => token !== "" && text.split(/\r?\n/).some((line) => line.trim() === token);

/** Whether a page carries the token as `<meta name="pregonero-proof" content="...">` in its head. */
export function pageShows(html: string, token: string): boolean {
  let shown = false;
  let inBody = false;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      // What visitors may write stands in the body: it proves nothing.
      if (name === "body") inBody = true;
      if (!inBody && name === "meta" && attributes["name"]?.toLowerCase() === PROOF_META && attributes["content"]?.trim() === token) shown = token !== "";
    },
  });
  parser.end(html);
  return shown;
}

/** Where a page says that it and another are the same one's: `rel="me"`, as written. */
export function relMeIn(html: string): readonly string[] {
  const links: string[] = [];
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const { href } = attributes;
      if ((name === "a" || name === "link") && href !== undefined && links.length < MOST_LINKS && (attributes["rel"] ?? "").toLowerCase().split(/\s+/).includes("me")) links.push(href);
    },
  });
  parser.end(html);
  return links;
}

const MOST_LINKS = 500;
