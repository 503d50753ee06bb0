import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { InputOf } from "../../contract.ts";
import { call } from "../call.ts";
import { rememberLanguage } from "../language.ts";
import { useOffice } from "../office.tsx";

/** Changes the person's own settings; the screen follows at once. */
export function usePreferences() {
  const { session } = useOffice();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (wanted: Partial<InputOf<"PUT /session/preferences">>) =>
      call("PUT /session/preferences", { ...session.preferences, ...wanted }),
    onSuccess: async (_, wanted) => {
      if (wanted.language) rememberLanguage(wanted.language);
      await client.invalidateQueries({ queryKey: ["GET /session"] });
    },
  });
  return { preferences: session.preferences, change };
}

/** Ends the session here and goes to the door. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => call("POST /session/sign-out", {}),
    onSuccess: () => window.location.assign("/entrar"),
  });
}
