import { useId } from "react";
import { useOffice } from "./office.tsx";
import { troubleOf } from "./call.ts";

/** A time as a person chose it on the council's clock; `which` only where the clock shows it twice. */
export interface TypedTime {
  /** `YYYY-MM-DDTHH:MM` */
  readonly local: string;
  readonly which: "earlier" | "later" | null;
}

/**
 * Day and time in two fields of the browser's own, without a mouse. Only the server knows the rules of the zone: what it
 * `refused` because the clock shows that time twice is asked here.
 */
export function TimeFields({ value, onChange, refused }: { readonly value: TypedTime; readonly onChange: (value: TypedTime) => void; readonly refused: Error | null }) {
  const { session, t, format, clock } = useOffice();
  const id = useId();
  const [day = "", time = ""] = value.local.split("T");
  const twice = value.which !== null || (refused !== null && troubleOf(refused).kind === "time-twice");
  const set = (nextDay: string, nextTime: string) => onChange({ local: `${nextDay}T${nextTime}`, which: null });
  return (
    <>
      <div className="row wide">
        <div><label htmlFor={`${id}-day`}>{t("when.day")}</label><input id={`${id}-day`} type="date" value={day} min={format.isoDay(clock.now())} onChange={(event) => set(event.target.value, time)} /></div>
        <div><label htmlFor={`${id}-time`}>{t("when.time")}</label><input id={`${id}-time`} type="time" value={time} onChange={(event) => set(day, event.target.value)} /></div>
        <p className="dim zone">{t("when.zone", { zone: session.council.zone })}</p>
      </div>
      {twice && (
        <fieldset>
          <legend>{t("when.twice")}</legend>
          {(["earlier", "later"] as const).map((which) => (
            <label key={which} className="choice"><input type="radio" name={`${id}-which`} checked={value.which === which} onChange={() => onChange({ ...value, which })} />{t(`when.${which}`)}</label>
          ))}
        </fieldset>
      )}
    </>
  );
}
