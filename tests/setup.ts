import "#platform/temporal.ts";
