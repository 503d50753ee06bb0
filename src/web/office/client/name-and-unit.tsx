import { Field } from "#web/ui/elements.tsx";
import { useRead } from "./data.ts";
import { useOffice } from "./office.tsx";

interface Kept {
  readonly name: string;
  /** Empty: of the whole council, or not said yet. */
  readonly unitId: string;
}

/** What something that is kept is called, and whose it is: a department's or, where that may be said, the whole council's. */
export function NameAndUnit({ label, unitHint, mayWhole, value, errors, onChange }: {
  readonly label: string;
  readonly unitHint: string;
  readonly mayWhole: boolean;
  readonly value: Kept;
  readonly errors: Readonly<Record<keyof Kept, string | undefined>>;
  readonly onChange: (value: Kept) => void;
}) {
  const { t, text } = useOffice();
  const units = useRead("GET /units", {});
  return (
    <>
      <Field label={label} error={errors.name}>
        {(ties) => <input {...ties} type="text" maxLength={80} value={value.name} onChange={(event) => onChange({ ...value, name: event.target.value })} />}
      </Field>
      <Field label={t("groups.unit")} hint={unitHint} error={errors.unitId}>
        {(ties) => (
          <select {...ties} value={value.unitId} onChange={(event) => onChange({ ...value, unitId: event.target.value })}>
            <option value="">{mayWhole ? t("sources.wholeCouncil") : t("composer.chooseUnit")}</option>
            {units.data?.map((unit) => <option key={unit.id} value={unit.id}>{text(unit.name)}</option>)}
          </select>
        )}
      </Field>
    </>
  );
}
