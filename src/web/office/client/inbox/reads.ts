import { useQuery } from "@tanstack/react-query";
import type { InputOf } from "../../contract.ts";
import { call, Refused } from "../call.ts";

export type ConversationFilter = InputOf<"GET /conversations">;

// Regular keys: whoever hears that a conversation has changed makes these be read again.
const listKey = (filter: ConversationFilter) => ["conversations", filter] as const;
const threadKey = (id: string) => ["conversation", id] as const;

export function useConversations(filter: ConversationFilter, { enabled = true }: { readonly enabled?: boolean } = {}) {
  return useQuery({
    queryKey: listKey(filter),
    queryFn: ({ signal }) => call("GET /conversations", filter, { signal }),
    refetchInterval: 20_000,
    enabled,
  });
}

export function useConversation(id: string | undefined) {
  return useQuery({
    queryKey: threadKey(id ?? ""),
    queryFn: ({ signal }) => call("GET /conversations/:id", { id: id ?? "" }, { signal }),
    // What is refused stays so until somebody does something about it, and then it is read anew.
    refetchInterval: (query) => (query.state.error instanceof Refused ? false : 5_000),
    enabled: id !== undefined,
  });
}
