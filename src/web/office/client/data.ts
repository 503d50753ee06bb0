import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { InputOf, OfficeEndpoint, OutputOf } from "../contract.ts";
import { call, Refused } from "./call.ts";
import { useLiveState } from "./live/live.ts";
import { isTold } from "./live/touched.ts";

type Reading = Extract<OfficeEndpoint, `GET ${string}`>;
type Writing = Exclude<OfficeEndpoint, Reading>;

/** What is told when it changes is asked for now and then all the same: a net under the stream. */
const TOLD_EVERY_MS = 60_000;

/**
 * Reads one endpoint, and reads it again when the window gets the focus, something was written or the live stream tells
 * that it changed. `everyMs` is for when there is no live stream, and for what the stream does not tell of. `keepsLast`: what
 * was asked before stays on the screen until the answer to what is asked now is there.
 */
export function useRead<Name extends Reading>(name: Name, input: InputOf<Name>, options: { readonly everyMs?: number; readonly enabled?: boolean; readonly keepsLast?: boolean } = {}) {
  const told = useLiveState() === "live" && isTold(name);
  const { everyMs } = options;
  return useQuery({
    queryKey: [name, input],
    queryFn: ({ signal }) => call(name, input, { signal }),
    // What is refused stays so until somebody does something about it, and then it is read anew.
    refetchInterval: ({ state }) => (everyMs === undefined || state.error instanceof Refused ? false : told ? Math.max(everyMs, TOLD_EVERY_MS) : everyMs),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
    ...(options.keepsLast ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Writes through one endpoint. What is on the screen is then read again: nothing shown is older than what was done. */
export function useWrite<Name extends Writing>(name: Name) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: InputOf<Name>): Promise<OutputOf<Name>> => call(name, input),
    // Not waited for: what was written may take away the row that wrote it, and with it what it wanted to do next.
    onSuccess: () => void client.invalidateQueries(),
  });
}

export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // What others have done shows as soon as a screen is opened, not at its next look.
        staleTime: 1_000,
        // A refusal stays one however often it is asked; only silence is worth asking again.
        retry: (times, error) => !(error instanceof Refused) && times < 2,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
