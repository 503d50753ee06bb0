/** Caps of what one document may make us keep (DECISIONS: feeds 10 MB and 10,000 items, sitemaps as their protocol). */
export const limits = {
  feedBytes: 10 * 1024 * 1024,
  feedItems: 10_000,
  calendarBytes: 10 * 1024 * 1024,
  calendarEvents: 10_000,
  /** Times of one event that repeats which become items of their own. */
  calendarTimes: 20,
  sitemapBytes: 50 * 1024 * 1024,
  sitemapAddresses: 50_000,
  pageBytes: 5 * 1024 * 1024,
  robotsBytes: 512 * 1024,
  title: 500,
  summary: 2_000,
  text: 100_000,
} as const;
