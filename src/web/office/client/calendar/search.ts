import type { InputOf } from "../../contract.ts";
import type { CalendarViewName } from "./span.ts";

/** What an address of the calendar says beyond its path. */
export type CalendarSearch = Partial<Omit<InputOf<"GET /calendar">, "from" | "to">> & { readonly view?: CalendarViewName; readonly day?: string };
