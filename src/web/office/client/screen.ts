import { type AsyncRouteComponent, lazyRouteComponent } from "@tanstack/react-router";
import { expectAnswer } from "./call.ts";

const screens: AsyncRouteComponent<object>[] = [];

/**
 * A screen that is fetched when it is first gone to, or as soon as somebody seems about to. What the server no longer has
 * is an older version of the office: the page then loads itself anew, once. A server that does not answer is no reason
 * to lose the page that is there.
 */
export function screen<Module extends Record<Name, () => unknown>, Name extends keyof Module & string>(load: () => Promise<Module>, name: Name) {
  const component = lazyRouteComponent(() => load().catch(async (cause: unknown) => {
    await expectAnswer();
    throw cause;
  }), name);
  screens.push(component);
  return component;
}

/** Fetches the screens that have not been gone to, one after the other: who loses the network can still go from one to another. */
export async function fetchScreens(): Promise<void> {
  for (const { preload } of screens) await preload?.();
}
