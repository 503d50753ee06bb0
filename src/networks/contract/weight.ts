/**
 * How long X says that a text is, after the rules of its library twitter-text 3 (config/v3.json): a link counts 23, an emoji 2
 * whatever it is made of, characters of the first 4,352 and common punctuation 1, all others 2; of the text in NFC.
 */
export function weightedLength(text: string): number {
  let length = 0;
  const rest = text.normalize("NFC").replaceAll(ADDRESS, (found: string, before: string, scheme: string | undefined, host: string, tail: string | undefined) => {
    const known = linkedHost(host, scheme !== undefined);
    if (known === undefined) return found;
    length += LINK;
    // What follows the name that X knows is text again.
    return before + host.slice(known.length) + (known.length === host.length ? "" : (tail ?? ""));
  }).replaceAll(EMOJI, () => {
    length += 2;
    return "";
  });
  for (const character of rest) length += isLight(character.codePointAt(0) ?? 0) ? 1 : 2;
  return length;
}

const LINK = 23;
// Also digits in a box without the sign that says that they are an emoji.
const EMOJI = /\p{RGI_Emoji}|[#*0-9]\u20e3/gv;
const LIGHT: readonly (readonly [from: number, to: number])[] = [[0, 4_351], [8_192, 8_205], [8_208, 8_223], [8_242, 8_247]];
const isLight = (code: number): boolean => LIGHT.some(([from, to]) => code >= from && code <= to);

// A name of a host with at least one dot, perhaps a scheme before it and a path behind it. Not in the middle of a word, nor after what makes it a handle or an address of mail.
const ADDRESS = /(^|[^\p{L}\p{N}@＠$#＃_.\-/])(https?:\/\/)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}_-]*[\p{L}\p{N}])?\.)+(?:xn--[a-z0-9-]+|\p{L}{2,})(?![\p{L}\p{N}@＠]))(?::\d+)?((?:\/[^\s<>"\u202a-\u202e\u2066-\u2069]*[^\s<>"'.,;:!?)\]}»”’\u202a-\u202e\u2066-\u2069])?\/?(?:\?[^\s<>"\u202a-\u202e\u2066-\u2069]*[^\s<>"'.,;:!?)\]}»”’\u202a-\u202e\u2066-\u2069])?)?/giu;

/** Ends of names that make a link of a name without a scheme: all of countries, and those of everyday. */
const GENERIC = new Set("com org net edu gov mil int info biz name pro aero coop museum jobs mobi tel travel asia cat gal eus bzh xyz online site app dev blog news media tv me io co ai shop store web wiki cloud events tickets museum gallery community social".split(" "));
const COUNTRIES = new Set(("ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu "
  + "fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz "
  + "na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw").split(" "));
const LONGEST_LABEL = 63;

/** As much of a host as makes a link; undefined when nothing does. A label that the name system could not hold makes none. */
function linkedHost(host: string, hasScheme: boolean): string | undefined {
  const labels = host.split(".");
  if (labels.some((label) => asciiLength(label) > LONGEST_LABEL)) return undefined;
  const last = labels.at(-1)?.toLowerCase() ?? "";
  return hasScheme || GENERIC.has(last) || COUNTRIES.has(last) ? host : undefined;
}

/** How long a label is in the name system (punycode, RFC 3492). */
function asciiLength(label: string): number {
  if (/^[\x20-\x7e]*$/.test(label)) return label.length;
  return URL.canParse(`http://${label}.example/`) ? new URL(`http://${label}.example/`).hostname.length - ".example".length : Number.POSITIVE_INFINITY;
}
