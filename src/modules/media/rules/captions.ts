import { ok, refuse, type Result } from "#kernel/result.ts";

/** What is said or heard, from one moment of a video to another. */
export interface Cue {
  readonly fromMs: number;
  readonly toMs: number;
  /** Plain: what formats it was taken out. */
  readonly text: string;
}

/** `line` counts from 1, as an editor shows it. */
export interface CaptionsRefusal {
  readonly kind: "bad-captions";
  readonly because: "no-cues" | "moment" | "backwards" | "order" | "text" | "too-many";
  readonly line: number;
}

const MOST_CUES = 5_000;
const TIMING = /^(?<from>\S+)\s+-->\s+(?<to>\S+)(?:\s+.*)?$/u;

/** Reads captions in WebVTT or SRT, told apart by what they say and not by a file's name. */
export function readCaptions(written: string): Result<readonly Cue[], CaptionsRefusal> {
  const lines = written.replace(/^\uFEFF/u, "").split(/\r\n|\r|\n/u);
  const cues: Cue[] = [];
  const wrong = (because: CaptionsRefusal["because"], index: number) => refuse<CaptionsRefusal>({ kind: "bad-captions", because, line: index + 1 });
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    // What has no arrow is a heading, a number, a note or a style.
    if (!line.includes("-->")) continue;
    const timing = TIMING.exec(line.trim());
    const [fromMs, toMs] = [momentOf(timing?.groups?.["from"] ?? ""), momentOf(timing?.groups?.["to"] ?? "")];
    if (fromMs === undefined || toMs === undefined) return wrong("moment", index);
    if (toMs <= fromMs) return wrong("backwards", index);
    if (fromMs < (cues.at(-1)?.fromMs ?? 0)) return wrong("order", index);
    if (cues.length === MOST_CUES) return wrong("too-many", index);
    const text: string[] = [];
    let at = index + 1;
    while (at < lines.length && (lines[at] ?? "").trim() !== "" && !(lines[at] ?? "").includes("-->")) {
      text.push(plainOf(lines[at] ?? ""));
      at += 1;
    }
    const said = text.filter((each) => each !== "").join("\n");
    if (said === "") return wrong("text", index);
    cues.push({ fromMs, toMs, text: said });
    index = at - 1;
  }
  return cues.length === 0 ? wrong("no-cues", 0) : ok(cues);
}

/** `01:02:03.450`, `02:03.450`, and with a comma as SRT writes it. */
function momentOf(text: string): number | undefined {
  const [, hours = "0", minutes = "", seconds = "", thousandths = ""] = /^(?:(\d{1,4}):)?([0-5]\d):([0-5]\d)[.,](\d{3})$/.exec(text) ?? [];
  return minutes === "" ? undefined : ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(thousandths);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", nbsp: " ", lrm: "", rlm: "" };

/** Without tags of WebVTT and SRT (`<b>`, `<v Ane>`, `{\an8}`), and with the characters that entities stand for. */
const plainOf = (line: string): string =>
  line.replaceAll(/<[^<>]*>|\{\\[^{}]*\}/gu, "").replaceAll(/&(amp|lt|gt|nbsp|lrm|rlm);/gu, (_, name: string) => ENTITIES[name] ?? "").trim();

/** Captions as every browser reads them, in WebVTT of our own writing. */
export const writeCaptions = (cues: readonly Cue[]): string =>
  `WEBVTT\n\n${cues.map(({ fromMs, toMs, text }) => `${momentText(fromMs)} --> ${momentText(toMs)}\n${escaped(text)}\n`).join("\n")}`;

function momentText(ms: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(ms / 3_600_000))}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, "0")}`;
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
