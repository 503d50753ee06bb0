import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { InputOf } from "../../contract.ts";
import { call } from "../call.ts";
import { rememberLanguage } from "../language.ts";
import { useOffice } from "../office.tsx";

type Preferences = InputOf<"PUT /session/preferences">;

/** Changes the person's own settings. Shown as chosen at once; when the server refuses, as they were. */
export function usePreferences() {
  const { session } = useOffice();
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Partial<Preferences>>({});
  const preferences: Preferences = { ...session.preferences, ...chosen };
  const change = useMutation({
    mutationFn: (wanted: Preferences) => call("PUT /session/preferences", wanted),
    onSuccess: async (_, wanted) => {
      rememberLanguage(wanted.language);
      await client.invalidateQueries({ queryKey: ["GET /session"] });
    },
    onSettled: () => setChosen({}),
  });
  const choose = (wanted: Partial<Preferences>): void => {
    setChosen(wanted);
    change.mutate({ ...preferences, ...wanted });
  };
  return { preferences, choose, error: change.error };
}

/** Ends the session here and goes to the door. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => call("POST /session/sign-out", {}),
    onSuccess: () => window.location.assign("/entrar"),
  });
}
