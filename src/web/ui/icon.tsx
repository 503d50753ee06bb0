import type { ReactNode } from "react";

const drawings = {
  today: <><path d="M4 7.5A1.5 1.5 0 0 1 5.5 6h13A1.5 1.5 0 0 1 20 7.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5z" /><path d="M8 3.5V8m8-4.5V8M8 14l2.6 2.5L16 11.5" /></>,
  calendar: <><path d="M4 7.5A1.5 1.5 0 0 1 5.5 6h13A1.5 1.5 0 0 1 20 7.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18.5zM8 3.5V8m8-4.5V8M4 11h16M9 14h.1m5.9 0h.1M9 17h.1m5.9 0h.1" /></>,
  move: <><path d="M4 12h15m-5-5 5 5-5 5" /></>,
  horn: <><path d="M4 10v4l2.5.6L19 19V5L6.5 9.4zM7 14.8 8.5 20H11l-1-4.3" /></>,
  inbox: <><path d="M4 13 6.5 5h11L20 13v5.5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13h4.5l1.5 2.5h4l1.5-2.5H20" /></>,
  lock: <><path d="M6 11h12v8.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" /></>,
  globe: <><circle cx="12" cy="12" r="8.5" /><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17" /></>,
  badge: <><path d="M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z" /><circle cx="9" cy="10.5" r="2" /><path d="M5.8 16c.8-2 5.6-2 6.4 0M14.5 10H17m-2.5 4H17" /></>,
  archive: <><path d="M4 5h16v4H4zM5.5 9v10h13V9M10 13h4" /></>,
  settings: <><circle cx="12" cy="12" r="3" /><path d="M12 3.5v3m0 11v3M3.5 12h3m11 0h3M6 6l2.1 2.1m7.8 7.8L18 18M18 6l-2.1 2.1M8.1 15.9 6 18" /></>,
  more: <><path d="M4 7h16M4 12h16M4 17h16" /></>,
  plus: <><path d="M12 5v14M5 12h14" /></>,
  search: <><circle cx="11" cy="11" r="6" /><path d="m15.5 15.5 5 5" /></>,
  check: <><path d="m5 12.5 4.5 4.5L19 7" /></>,
  alert: <><path d="M12 4 2.8 19.5h18.4zM12 10v4.5m0 2.2v.3" /></>,
  outside: <><path d="M10 5H5v14h14v-5M14 5h5v5M19 5l-8.5 8.5" /></>,
  back: <><path d="M19 12H5m6-6-6 6 6 6" /></>,
  close: <><path d="m6 6 12 12M18 6 6 18" /></>,
  calm: <><path d="M4 15c3-3 5 3 8 0s5 3 8 0M4 19c3-3 5 3 8 0s5 3 8 0" /><circle cx="12" cy="8" r="3.5" /></>,
  flag: <><path d="M6 20.5V4m0 1h11l-2.5 4L17 13H6" /></>,
  user: <><circle cx="12" cy="8.5" r="3.5" /><path d="M5 19.5c1-5 13-5 14 0" /></>,
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

/** A drawing beside words, never instead of them: hidden from assistive technology. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      {drawings[name]}
    </svg>
  );
}
