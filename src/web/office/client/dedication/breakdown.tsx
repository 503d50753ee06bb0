import { type DedicationEstimate, interactionTypes } from "#modules/staffing/rules/dedication.ts";
import type { MessageKey } from "#web/i18n/translate.ts";
import { useOffice } from "../office.tsx";

/** What the hours are made of, as bars with the figure beside each: a table that one also sees. */
export function Breakdown({ estimate }: { readonly estimate: DedicationEstimate }) {
  const { t, format } = useOffice();
  const rows: readonly { readonly label: MessageKey; readonly hours: number; readonly key: string }[] = [
    { key: "publishing", label: "dedication.publishing", hours: estimate.publishing },
    ...interactionTypes.flatMap((type) => {
      const hours = estimate.byType[type];
      return hours === undefined ? [] : [{ key: type, label: `interactionType.${type}` as const, hours }];
    }),
    { key: "fixed", label: "dedication.fixed", hours: estimate.fixed },
    { key: "contingency", label: "dedication.contingency", hours: estimate.contingency },
  ];
  const most = Math.max(1, ...rows.map(({ hours }) => hours));
  return (
    <table className="bars">
      <caption>{t("dedication.breakdown")}</caption>
      <tbody>
        {rows.map(({ key, label, hours }) => (
          <tr key={key}>
            <th scope="row">{t(label)}</th>
            <td className="bar"><svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * hours) / most} height="1" fill="currentColor" /></svg></td>
            <td className="n">{format.number(hours, 2)} h</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
