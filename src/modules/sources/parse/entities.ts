import { decodeHTML, decodeHTMLStrict } from "entities/decode";

/** Character references of XML, and the names that HTML knows: feeds use them too. Only with their semicolon: an address may have `&copy=` in it. */
export const decodeXml = (text: string): string => decode(text, decodeHTMLStrict);

/** Character references as a browser reads them in the text of a page. */
export const decodeText = (text: string): string => decode(text, decodeHTML);

const LONG = 400;
const LONGEST_COMMON = 6;

// Nearly all that occurs is one of five names or a number; what else there is goes to the table of HTML's two thousand names.
function decode(text: string, others: (text: string) => string): string {
  let amp = text.indexOf("&");
  if (amp < 0) return text;
  if (text.length > LONG) return decodeLong(text, others);
  let decoded = "";
  let from = 0;
  do {
    // A sign before a space is one.
    if (!beginsReference(text.charCodeAt(amp + 1))) {
      amp = text.indexOf("&", amp + 1);
      continue;
    }
    const end = text.indexOf(";", amp);
    const character = end < 0 || end - amp > LONGEST_COMMON ? undefined : common(text.slice(amp + 1, end));
    if (character === undefined) return decoded + others(text.slice(from));
    decoded += text.slice(from, amp) + character;
    from = end + 1;
    amp = text.indexOf("&", from);
  } while (amp >= 0);
  return decoded + text.slice(from);
}

const beginsReference = (code: number): boolean => code === 35 || ((code | 32) >= 97 && (code | 32) <= 122);

function common(name: string): string | undefined {
  switch (name) {
    case "amp": return "&";
    case "lt": return "<";
    case "gt": return ">";
    case "quot": return "\"";
    case "apos": case "#39": case "#039": case "#x27": return "'";
    case "nbsp": case "#160": return "\u00a0";
    default: return undefined;
  }
}

// Whole texts have hundreds of them: each kind is replaced in one go. Those that stand for `&` come last, so that nothing is decoded twice.
function decodeLong(text: string, others: (text: string) => string): string {
  const most = text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, "\"");
  return /&(?!amp;)/.test(most) ? others(most) : most.replace(/&amp;/g, "&");
}
