import { Button } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import { useOffice } from "../office.tsx";
import { places } from "./places.ts";
import { usePreferences } from "./preferences.ts";

/** Every key and what it does, with the switch that turns single keys off. */
export function KeysHelp({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t, may } = useOffice();
  const { preferences, choose } = usePreferences();
  const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
    [["Ctrl", "K"], t("keys.palette")],
    [["?"], t("keys.help")],
    ...(may("publication.draft") ? [[["C"], t("shell.newPublication")] as const] : []),
    ...places.filter((place) => may(place.needs)).map((place) => [["G", place.key.toUpperCase()], t("keys.goTo", { place: t(place.label) })] as const),
    [["J", "K"], t("keys.rows")],
    [["↵"], t("keys.openRow")],
    ...(may("absence.enter") || may("request.write") ? [[["N"], t("keys.enter")] as const] : []),
    [["T", "M", "S", "L", "←", "→"], t("keys.calendar")],
    [["Shift", "←↑→↓"], t("keys.moveSlip")],
    [["P", "L", "X"], t("keys.triage")],
    [["A", "R"], t("keys.decide")],
    ...(may("conversation.answer") ? [[["R", "P", "N", "E"], t("keys.conversation")] as const, [["Ctrl", "↵"], t("keys.sendReply")] as const] : []),
    [["Ctrl", "S"], t("keys.save")],
    [["Ctrl", "↵"], t("keys.submit")],
    [["Alt", "1–9"], t("keys.tab")],
  ];
  return (
    <Dialog title={t("keys.title")} open={open} onClose={onClose}>
      <dl className="facts keys">
        {rows.map(([keys, what]) => (
          <div key={what} className="keys-row">
            <dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="choice">
        <input type="checkbox" checked={preferences.singleKeys} onChange={(event) => choose({ singleKeys: event.target.checked })} />
        {t("keys.single")}
      </label>
      <p className="hint">{t("keys.singleHint")}</p>
      <div><Button onClick={onClose}>{t("shell.close")}</Button></div>
    </Dialog>
  );
}
