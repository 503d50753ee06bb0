import type { InputOf } from "../../contract.ts";
import { useRead } from "../data.ts";

export type ConversationFilter = InputOf<"GET /conversations">;

export const useConversations = (filter: ConversationFilter, options: { readonly enabled?: boolean } = {}) =>
  useRead("GET /conversations", filter, { everyMs: 20_000, ...options });

export const useConversation = (id: string | undefined) =>
  useRead("GET /conversations/:id", { id: id ?? "" }, { everyMs: 5_000, enabled: id !== undefined });
