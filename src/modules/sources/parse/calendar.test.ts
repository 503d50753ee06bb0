import { describe, expect, test } from "vitest";
import { type Instant, instantOf } from "#kernel/instant.ts";
import { readCalendar } from "./calendar.ts";
import { limits } from "./limits.ts";
import { readDocument } from "./reader.ts";

const at = (iso: string): Instant => instantOf(Date.parse(iso));
const setting = { zone: "Europe/Madrid", now: at("2026-09-21T08:00:00Z"), until: at("2026-10-21T08:00:00Z") };
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const calendar = (...parts: readonly string[]) => ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//agenda//ES", "X-WR-CALNAME:Agenda\\, cultura", ...parts, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: readonly string[]) => ["BEGIN:VEVENT", ...(lines.some((line) => line.startsWith("UID:")) ? [] : ["UID:1@web"]), "SUMMARY:Concierto", ...lines, "END:VEVENT"].join("\r\n");
const read = (text: string) => {
  const result = readCalendar(bytes(text), "text/calendar", setting);
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
};
const times = (text: string) => read(text).events.map(({ when }) => when);

describe("FLO-1: agendas", () => {
  test("an event with its time, place, words and page", () => {
    const told = read(calendar(event("DTSTART;TZID=Europe/Madrid:20261017T180000", "DTEND;TZID=Europe/Madrid:20261017T200000", "LOCATION:Plaza de la Fuente\\, 1", "URL:https://web.example/agenda/1", "DESCRIPTION:Banda\\nmunicipal\\; entrada libre", "CREATED:20260901T080000Z", "LAST-MODIFIED:20260902T080000Z")));
    expect(told).toMatchObject({ title: "Agenda, cultura", count: 1, unreadable: 0, isWhole: true });
    expect(told.events).toEqual([{
      uid: "1@web", turn: undefined, allEndAt: undefined, link: "https://web.example/agenda/1", language: undefined, title: "Concierto", text: "Banda\nmunicipal; entrada libre", place: "Plaza de la Fuente, 1", when: "2026-10-17 18:00 – 20:00",
      startsAt: at("2026-10-17T16:00:00Z"), endsAt: at("2026-10-17T18:00:00Z"), wholeDays: false, cancelled: false, publishedAt: at("2026-09-01T08:00:00Z"), modifiedAt: at("2026-09-02T08:00:00Z"),
    }]);
  });
  test.each([
    ["UTC", ["DTSTART:20261017T160000Z", "DURATION:PT1H30M"], "2026-10-17 18:00 – 19:30", "2026-10-17T17:30:00Z"],
    ["floating: the council's", ["DTSTART:20261017T180000", "DTEND:20261018T010000"], "2026-10-17 18:00 – 2026-10-18 01:00", "2026-10-17T23:00:00Z"],
    ["another zone", ["DTSTART;TZID=Europe/London:20261017T180000"], "2026-10-17 19:00", "2026-10-17T22:00:00Z"],
    ["a zone dressed up", ["DTSTART;TZID=/freeassociation.sourceforge.net/Europe/London:20261017T180000"], "2026-10-17 19:00", "2026-10-17T22:00:00Z"],
    ["a zone that nobody knows: the council's", ["DTSTART;TZID=Mi zona:20261017T180000"], "2026-10-17 18:00", "2026-10-17T22:00:00Z"],
    ["whole days, the last one not counted", ["DTSTART;VALUE=DATE:20261017", "DTEND;VALUE=DATE:20261019"], "2026-10-17 – 2026-10-18", "2026-10-18T22:00:00Z"],
    ["one whole day", ["DTSTART;VALUE=DATE:20261024"], "2026-10-24", "2026-10-24T22:00:00Z"],
    ["a whole day of 25 hours", ["DTSTART;VALUE=DATE:20261025"], "2026-10-25", "2026-10-25T23:00:00Z"],
    ["a day that does not say that it is one", ["DTSTART:20261017"], "2026-10-17", "2026-10-17T22:00:00Z"],
    ["an end before the beginning is none", ["DTSTART:20261017T180000", "DTEND:20261016T180000"], "2026-10-17 18:00", "2026-10-17T22:00:00Z"],
    ["a time that the clock skips", ["DTSTART:20270328T023000", "DURATION:PT1H"], "2027-03-28 03:30 – 04:30", "2027-03-28T02:30:00Z"],
  ])("%s", (_, lines, when, ends) => {
    expect(read(calendar(event(...lines))).events).toMatchObject([{ when, endsAt: at(ends) }]);
  });
  test("a zone that the calendar defines itself", () => {
    const zone = "BEGIN:VTIMEZONE\r\nTZID:Mi zona\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE";
    expect(times(calendar(zone, event("DTSTART;TZID=Mi zona:20261017T180000")))).toEqual(["2026-10-17 15:00"]);
  });
  test("what is over is left out, what runs is not", () => {
    expect(times(calendar(event("DTSTART:20260920T180000", "DTEND:20260920T200000"), event("UID:2", "DTSTART;VALUE=DATE:20260901", "DTEND;VALUE=DATE:20261001")))).toEqual(["2026-09-01 – 2026-09-30"]);
  });
  test("cancelled, HTML instead of text, a reminder inside, the language of the title, a name that is missing", () => {
    const told = read(calendar("BEGIN:VEVENT", "SUMMARY;LANGUAGE=eu:Kontzertua", "DTSTART:20261017T180000", "STATUS:CANCELLED", "DESCRIPTION:<p>Sarrera <b>doan</b></p><script>x()</script>", "BEGIN:VALARM", "DESCRIPTION:No", "TRIGGER:-PT1H", "END:VALARM", "END:VEVENT"));
    expect(told.events).toMatchObject([{ uid: "2026-10-17T18:00:00 Kontzertua", language: "eu", cancelled: true, text: "Sarrera doan" }]);
  });
  test("of an event that is there twice, the last change counts", () => {
    expect(times(calendar(event("SEQUENCE:2", "DTSTART:20261018T180000"), event("SEQUENCE:1", "DTSTART:20261017T180000")))).toEqual(["2026-10-18 18:00"]);
  });
});

describe("FLO-1: events that repeat", () => {
  test("the next times up to the horizon, at the same hour whatever the clock does", () => {
    expect(read(calendar(event("DTSTART;TZID=Europe/Madrid:20200106T180000", "DTEND;TZID=Europe/Madrid:20200106T190000", "RRULE:FREQ=WEEKLY"))).events.map(({ turn, when, allEndAt }) => [turn, when, allEndAt])).toEqual(
      ["2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19"].map((day) => [`${day}T18:00:00`, `${day} 18:00 – 19:00`, undefined]),
    );
  });
  test("the next time also when it is far, and when the last one is over", () => {
    expect(read(calendar(event("DTSTART;VALUE=DATE:20200804", "DTEND;VALUE=DATE:20200810", "RRULE:FREQ=YEARLY;COUNT=8"))).events).toMatchObject([{ when: "2027-08-04 – 2027-08-09", allEndAt: at("2027-08-09T22:00:00Z") }]);
  });
  test("days left out, in whatever way they are written, added and moved ones, and one that was moved out of the past", () => {
    const series = event("DTSTART;TZID=Europe/Madrid:20260907T180000", "RRULE:FREQ=WEEKLY;UNTIL=20261012T160000Z", "EXDATE:20260928T160000Z", "EXDATE;VALUE=DATE:20261005", "RDATE;TZID=Europe/Madrid:20261008T180000");
    const moved = event("RECURRENCE-ID:20261012T160000Z", "DTSTART;TZID=Europe/Madrid:20261013T190000", "STATUS:CANCELLED");
    const late = event("RECURRENCE-ID;TZID=Europe/Madrid:20260914T180000", "DTSTART;TZID=Europe/Madrid:20261001T180000");
    expect(read(calendar(late, moved, series)).events.map(({ turn, when, cancelled }) => [turn, when, cancelled])).toEqual([
      ["2026-09-21T18:00:00", "2026-09-21 18:00", false], ["2026-10-08T18:00:00", "2026-10-08 18:00", false], ["2026-10-12T16:00:00", "2026-10-13 19:00", true], ["2026-09-14T18:00:00", "2026-10-01 18:00", false],
    ]);
  });
  test("an end that is a mere day is meant whole", () => {
    expect(times(calendar(event("DTSTART:20260922T180000", "RRULE:FREQ=DAILY;UNTIL=20260924")))).toEqual(["2026-09-22 18:00", "2026-09-23 18:00", "2026-09-24 18:00"]);
  });
  test("one rule never makes more items than the cap", () => {
    expect(times(calendar(event("DTSTART:20260901T000000", "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12;BYMINUTE=0,10,20,30,40,50")))).toHaveLength(limits.calendarTimes);
  });
  test.each(["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=1000000", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYDAY=1MO;BYMONTH=4;BYMONTHDAY=20", "FREQ=NEVER", "COUNT=3"])("T5: %s costs itself and nothing else", (rule) => {
    const from = performance.now();
    expect(read(calendar(event("DTSTART:20261005T180000", `RRULE:${rule}`), event("UID:2", "DTSTART:20261017T180000")))).toMatchObject({ unreadable: 1, isWhole: false, events: [{ uid: "2" }] });
    expect(performance.now() - from).toBeLessThan(8_000);
  }, 30_000);
});

describe("T5: agendas that are not well", () => {
  const good = (n: number) => `BEGIN:VEVENT\r\nUID:${n}\r\nSUMMARY:Acto ${n}\r\nDTSTART:20261017T180000\r\nEND:VEVENT`;
  test("cut off: what is whole is read", () => {
    const text = calendar(good(1), good(2), good(3));
    expect(read(text.slice(0, text.indexOf("SUMMARY:Acto 3")))).toMatchObject({ count: 3, unreadable: 1, isEnded: false, isWhole: false, events: [{ uid: "1" }, { uid: "2" }] });
    expect(read(text.slice(0, text.indexOf("END:VCALENDAR")))).toMatchObject({ count: 3, unreadable: 0, isEnded: false, isWhole: false });
  });
  test("an event that does not end, dates that are none, no time at all", () => {
    const broken = ["BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Sin fin", event("UID:b", "DTSTART:20269999T180000"), event("UID:c", "DTSTART:ayer"), event("UID:d"), event("UID:e", "DTSTART;VALUE=DATE:20260230"), event("UID:f", "DTSTART:20261017T990000")];
    expect(read(calendar(good(1), ...broken, good(2)))).toMatchObject({ count: 8, unreadable: 6, isEnded: true, events: [{ uid: "1" }, { uid: "2" }] });
  });
  test("folded at odd places, even within a letter, with any end of line; or not folded at all", () => {
    const lines = calendar(event("DTSTART:20261017T180000", "DESCRIPTION:Añastro eta Gasteiz"));
    const letter = Buffer.from(lines).indexOf(Buffer.from("ñ"));
    const cut = Buffer.concat([Buffer.from(lines).subarray(0, letter + 1), Buffer.from("\r\n "), Buffer.from(lines).subarray(letter + 1)]);
    for (const odd of [cut, Buffer.from(lines.replaceAll("\r\n", "\n").replace("Gasteiz", "Gas\n\tteiz")), Buffer.from(lines.replaceAll("\r\n", "\r")), Buffer.from(`\ufeff${lines.replace("DESCR", "descr")}`)]) {
      expect(readCalendar(new Uint8Array(odd), undefined, setting)).toMatchObject({ ok: true, value: { unreadable: 0, events: [{ text: "Añastro eta Gasteiz" }] } });
    }
    expect(read(calendar(event("DTSTART:20261017T180000", "DESCRIPTION:Uno", "dos y tres", "; cuatro", "LOCATION:Plaza")))).toMatchObject({ unreadable: 0, events: [{ text: "Uno\ndos y tres\n; cuatro", place: "Plaza" }] });
  });
  test.each([["a page", "<!doctype html><title>Error 500</title>"], ["nothing", ""], ["a feed", "<rss/>"], ["cards", "BEGIN:VCARD\r\nEND:VCARD"]])("%s is no agenda", (_, text) => {
    expect(readCalendar(bytes(text), "text/calendar", setting)).toEqual({ ok: false, refusal: { kind: "not-a-calendar" } });
  });
  test("more than the cap is counted, and 40 MB are not read", () => {
    expect(read(calendar(...Array.from({ length: limits.calendarEvents + 5 }, (_, n) => good(n))))).toMatchObject({ count: limits.calendarEvents + 5, overLimit: 5, isWhole: false, events: { length: limits.calendarEvents } });
    expect(readCalendar(new Uint8Array(40_000_000), undefined, setting)).toEqual({ ok: false, refusal: { kind: "too-large", most: limits.calendarBytes } });
  }, 60_000);
  test("T9: hostile text takes no time", () => {
    for (const text of ["BEGIN:VEVENT\r\n".repeat(200_000), `BEGIN:VCALENDAR\r\n${"BEGIN:X\r\n".repeat(300_000)}`, `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:${"\\n".repeat(2_000_000)}`, calendar(event(`X-A:${";b".repeat(1_000_000)}`, "DTSTART:20261017T180000")), calendar(event("DTSTART:20261017T180000", "SUMMARY".concat(";x=\"".repeat(100_000))))]) {
      const from = performance.now();
      readCalendar(bytes(text), undefined, setting);
      expect(performance.now() - from).toBeLessThan(8_000);
    }
  }, 60_000);
  test("in the reading thread, where a time zone is known as well", async () => {
    const answer = await readDocument({ as: "calendar", bytes: bytes(calendar(good(1), event("UID:x", "DTSTART:20261005T180000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))), contentType: "text/calendar", setting });
    expect(answer).toMatchObject({ ok: true, value: { unreadable: 1, events: [{ uid: "1", startsAt: "2026-10-17T16:00:00.000Z" }] } });
  });
});
