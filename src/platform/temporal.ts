import { Temporal } from "@js-temporal/polyfill";

/** Node 24 has no Temporal yet; Fedify and the kernel use the global. One polyfill, installed once, by whoever starts a process. */
if (!("Temporal" in globalThis)) Object.defineProperty(globalThis, "Temporal", { value: Temporal, writable: true, configurable: true });
