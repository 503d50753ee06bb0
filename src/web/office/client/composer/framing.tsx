import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from "react";
import { canBeCut, type Corner, drawnTo, type Frame, frameOf, glimpseOf, grownBy, isWhole, movedBy, type Point, sameFrame, type Size, typed, wholeOf } from "#modules/media/rules/frame.ts";
import { Button, Field } from "#web/ui/elements.tsx";
import { Dialog } from "#web/ui/dialog.tsx";
import type { DraftContent } from "../../draft-content.ts";
import type { MediaView, ProfileView } from "../../views.ts";
import { useWrite } from "../data.ts";
import { useOffice } from "../office.tsx";
import { Failure } from "../page.tsx";
import { type Framing, type Target, withFraming, without } from "./content.ts";

const ratios = { "1:1": 1, "4:5": 4 / 5, "16:9": 16 / 9, "1.91:1": 1.91 } as const;
type Ratio = keyof typeof ratios;
const ratioNames: readonly Ratio[] = ["1:1", "4:5", "16:9", "1.91:1"];
/** `common`: a profile follows what all others show. */
type Shape = "common" | "original" | Ratio | "free";
const corners: readonly Corner[] = ["top-left", "top-right", "bottom-left", "bottom-right"];

interface Setting {
  readonly picture: MediaView;
  readonly item: DraftContent["media"][number];
  readonly profiles: readonly ProfileView[];
  readonly onClose: () => void;
  /** How it is to be shown; every part of it is cut by then. */
  readonly onKeep: (item: DraftContent["media"][number]) => void;
  readonly onCut: (picture: MediaView) => void;
}

/** What of a picture is shown, for all profiles or for one, and what of it must stay in sight. */
export function FramingDialog({ number, open, ...setting }: Setting & { readonly number: number; readonly open: boolean }) {
  const { t } = useOffice();
  return <Dialog title={t("framing.title", { number })} open={open} onClose={setting.onClose}><FramingForm {...setting} /></Dialog>;
}

function FramingForm({ picture, item, profiles, onClose, onKeep, onCut }: Setting) {
  const { t, text } = useOffice();
  const cut = useWrite("POST /pictures/:id/crops");
  const [framing, setFraming] = useState<Framing>(item);
  const [target, setTarget] = useState<Target>("common");
  const [shapes, setShapes] = useState<Readonly<Record<string, Shape>>>({});
  const [failure, setFailure] = useState<unknown>();
  const size: Size = picture;
  const middle = { x: Math.round(size.width / 2), y: Math.round(size.height / 2) };
  const own = target === "common" ? undefined : framing.frames?.[target];
  const frame = target === "common" || own === undefined ? framing.frame : (own ?? undefined);
  const shape = target !== "common" && own === undefined ? "common" : frame === undefined ? "original" : (shapes[target] ?? shapeOf(frame));
  const ratio = shape === "common" || shape === "original" || shape === "free" ? undefined : ratios[shape];
  const follows = shape === "common";
  const looked = frame ?? wholeOf(size);

  const setFrame = (next: Frame | undefined) => setFraming((now) => (target === "common" ? { ...now, frame: next } : { ...now, frames: { ...now.frames, [target]: next ?? null } }));
  const setFocus = (focus: Point | undefined) => setFraming((now) => ({ ...now, focus }));
  const choose = (next: Shape) => {
    setShapes((all) => ({ ...all, [target]: next }));
    if (next === "common") setFraming((now) => ({ ...now, frames: without(now.frames ?? {}, target) }));
    else if (next === "original") setFrame(undefined);
    else setFrame(next === "free" ? (frame ?? wholeOf(size)) : frameOf(ratios[next], size, framing.focus ?? middle));
  };
  const keep = async () => {
    setFailure(undefined);
    const wholeIsNone = (one: Frame | null | undefined) => (one && isWhole(one, size) ? undefined : one);
    const frames = Object.entries(framing.frames ?? {}).map(([id, one]) => [id, wholeIsNone(one) ?? null] as const);
    const kept = { ...framing, frame: wholeIsNone(framing.frame) ?? undefined, frames: Object.fromEntries(frames) };
    const wanted = [kept.frame, ...frames.map(([, one]) => one)].flatMap((one) => one ?? []);
    try {
      for (const one of wanted) if (!picture.crops.some((crop) => sameFrame(crop, one))) onCut(await cut.mutateAsync({ id: picture.assetId, frame: one }));
      onKeep(withFraming(item, kept));
    } catch (error) {
      setFailure(error);
    }
  };

  const shapesHere: readonly Shape[] = [...(target === "common" ? [] : ["common" as const]), "original", ...ratioNames, "free"];
  return (
    <div className="stack">
      {profiles.length > 1 && (
        <Field label={t("framing.for")} hint={t("framing.forHint")}>
          {(ties) => (
            <select {...ties} value={target} onChange={(event) => setTarget(event.target.value)}>
              <option value="common">{t("framing.all")}</option>
              {profiles.map((profile) => <option key={profile.id} value={profile.id}>{text(profile.displayName)} · {t(`network.${profile.network}`)}{framing.frames?.[profile.id] === undefined ? "" : ` · ${t("framing.own")}`}</option>)}
            </select>
          )}
        </Field>
      )}
      <fieldset>
        <legend>{t("framing.shape")}</legend>
        <div className="chips">
          {shapesHere.map((each) => (
            <label key={each}>
              <input
                type="radio" name="framing-shape" checked={shape === each} onChange={() => choose(each)}
                disabled={each in ratios && !ratioNames.some((name) => name === each && canBeCut(frameOf(ratios[name], size, middle), size))}
              />
              <span>{each === "common" || each === "original" || each === "free" ? t(`framing.${each}`) : each}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p className="hint">{t("framing.dragHint")}</p>
      <Stage picture={picture} frame={follows ? undefined : frame} shaded={frame} ratio={ratio} focus={framing.focus} onFrame={setFrame} onFocus={setFocus} />
      <div className="row between">
        <p className="dim n" role="status">{t("framing.shows", { width: looked.width, height: looked.height })}</p>
        {framing.focus && <button type="button" className="link" onClick={() => setFocus(undefined)}>{t("framing.noFocus")}</button>}
      </div>
      <Glimpses picture={picture} frame={looked} focus={framing.focus ?? { x: looked.left + looked.width / 2, y: looked.top + looked.height / 2 }} />
      <details>
        <summary>{t("framing.figures")}</summary>
        <div className="framing-figures">
          {frame && !follows && (["left", "top", "width", "height"] as const).map((name) => (
            <Figure key={name} label={t(`framing.${name}`)} value={frame[name]} onChange={(value) => setFrame(typed(name === "height" && ratio !== undefined ? { ...frame, width: value * ratio } : { ...frame, [name]: value }, size, ratio))} />
          ))}
          {(["x", "y"] as const).map((name) => (
            <Figure
              key={name} label={t(`framing.focus-${name}`)} value={(framing.focus ?? middle)[name]}
              onChange={(value) => setFocus(within({ ...(framing.focus ?? middle), [name]: value }, size))}
            />
          ))}
        </div>
      </details>
      {failure !== undefined && <Failure error={failure} />}
      <div className="row framing-acts">
        <Button look="go" busy={cut.isPending} onClick={() => void keep()}>{t("framing.keep")}</Button>
        <Button onClick={() => setFraming({})}>{t("framing.reset")}</Button>
        <Button onClick={onClose}>{t("shell.back")}</Button>
      </div>
    </div>
  );
}

/** Which of the ratios a frame has, to the pixel. */
function shapeOf(frame: Frame): Shape {
  return ratioNames.find((name) => Math.abs(frame.width / ratios[name] - frame.height) <= 1) ?? "free";
}

const within = ({ x, y }: Point, { width, height }: Size): Point => ({ x: Math.min(width, Math.max(0, Math.round(x))), y: Math.min(height, Math.max(0, Math.round(y))) });

/** The picture with what is shown of it in the light: drawn with a finger or a mouse, or moved with the arrow keys. */
function Stage({ picture, frame, shaded, ratio, focus, onFrame, onFocus }: {
  readonly picture: MediaView;
  /** What can be moved. */
  readonly frame: Frame | undefined;
  /** What is left in the light. */
  readonly shaded: Frame | undefined;
  readonly ratio: number | undefined;
  readonly focus: Point | undefined;
  readonly onFrame: (frame: Frame) => void;
  readonly onFocus: (focus: Point) => void;
}) {
  const { t } = useOffice();
  const stage = useRef<HTMLDivElement>(null);
  const size: Size = picture;
  const marker = focus ?? (shaded ? { x: shaded.left + shaded.width / 2, y: shaded.top + shaded.height / 2 } : { x: size.width / 2, y: size.height / 2 });
  const step = (event: KeyboardEvent) => (event.shiftKey ? 1 : Math.max(1, Math.round(Math.max(size.width, size.height) / 100)));
  const moves = (event: KeyboardEvent): Point | undefined => {
    const by = step(event);
    const arrows: Readonly<Record<string, Point>> = { ArrowLeft: { x: -by, y: 0 }, ArrowRight: { x: by, y: 0 }, ArrowUp: { x: 0, y: -by }, ArrowDown: { x: 0, y: by } };
    const move = arrows[event.key];
    if (move) event.preventDefault();
    return move;
  };
  const dragFrame = useDrag(stage, size, frame, (start, from, to) => onFrame(movedBy(start, { x: to.x - from.x, y: to.y - from.y }, size)));
  const dragFocus = useDrag(stage, size, marker, (start, from, to) => onFocus(within({ x: start.x + to.x - from.x, y: start.y + to.y - from.y }, size)));
  return (
    <div ref={stage} className="framing-stage" style={{ aspectRatio: `${size.width} / ${size.height}`, maxWidth: `calc(45dvh * ${size.width / size.height})` }}>
      <img src={picture.url} alt={t("framing.of", { name: picture.fileName })} draggable={false} />
      {shaded && <div className="framing-light" style={placeOf(shaded, size)} />}
      {frame && (
        <button
          type="button" className="framing-frame" style={placeOf(frame, size)} aria-label={t("framing.frame")} aria-describedby="framing-frame-hint" {...dragFrame}
          onKeyDown={(event) => {
            const move = moves(event);
            if (move) onFrame(movedBy(frame, move, size));
            if (event.key === "+" || event.key === "-") onFrame(grownBy(frame, event.key === "+" ? 2 * step(event) : -2 * step(event), size, ratio));
          }}
        />
      )}
      {frame && corners.map((corner) => <CornerHandle key={corner} stage={stage} corner={corner} frame={frame} size={size} onDraw={(to) => onFrame(drawnTo(frame, corner, to, size, ratio))} />)}
      <button
        type="button" className={focus ? "framing-focus set" : "framing-focus"} style={{ left: `${(100 * marker.x) / size.width}%`, top: `${(100 * marker.y) / size.height}%` }}
        aria-label={t(focus ? "framing.focus" : "framing.focusUnset")} aria-describedby="framing-focus-hint" {...dragFocus}
        onKeyDown={(event) => {
          const move = moves(event);
          if (move) onFocus(within({ x: marker.x + move.x, y: marker.y + move.y }, size));
        }}
      />
      <p className="sr" id="framing-frame-hint">{t("framing.frameHint")}</p>
      <p className="sr" id="framing-focus-hint">{t("framing.focusHint")}</p>
    </div>
  );
}

/** For the hand alone: keys and figures do the same. */
function CornerHandle({ stage, corner, frame, size, onDraw }: { readonly stage: RefObject<HTMLDivElement | null>; readonly corner: Corner; readonly frame: Frame; readonly size: Size; readonly onDraw: (to: Point) => void }) {
  const drag = useDrag(stage, size, frame, (_, __, to) => onDraw(to));
  const place = { left: `${(100 * (frame.left + (corner.endsWith("left") ? 0 : frame.width))) / size.width}%`, top: `${(100 * (frame.top + (corner.startsWith("top") ? 0 : frame.height))) / size.height}%` };
  return <span className={`framing-corner ${corner}`} style={place} aria-hidden="true" {...drag} />;
}

const placeOf = (frame: Frame, size: Size) => ({ left: `${(100 * frame.left) / size.width}%`, top: `${(100 * frame.top) / size.height}%`, width: `${(100 * frame.width) / size.width}%`, height: `${(100 * frame.height) / size.height}%` });

/** Follows a pointer in the picture's own pixels, from what was there when it went down. */
function useDrag<Start>(stage: RefObject<HTMLDivElement | null>, size: Size, now: Start | undefined, onMove: (start: Start, from: Point, to: Point) => void) {
  const drag = useRef<{ readonly start: Start; readonly from: Point } | undefined>(undefined);
  const pointAt = (event: PointerEvent): Point => {
    const box = stage.current?.getBoundingClientRect();
    if (!box || box.width === 0 || box.height === 0) return { x: 0, y: 0 };
    return { x: ((event.clientX - box.left) / box.width) * size.width, y: ((event.clientY - box.top) / box.height) * size.height };
  };
  const end = () => {
    drag.current = undefined;
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (now === undefined || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { start: now, from: pointAt(event) };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag.current) onMove(drag.current.start, drag.current.from, pointAt(event));
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}

/** A figure that counts once it is whole: on Enter, or when one goes on. */
function Figure({ label, value, onChange }: { readonly label: string; readonly value: number; readonly onChange: (value: number) => void }) {
  const [written, setWritten] = useState<string>();
  const settle = () => {
    const figure = Number.parseInt(written ?? "", 10);
    if (Number.isFinite(figure)) onChange(figure);
    setWritten(undefined);
  };
  return (
    <Field label={label}>
      {(ties) => (
        <input
          {...ties} type="number" min={0} value={written ?? Math.round(value)} onChange={(event) => setWritten(event.target.value)} onBlur={settle}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            settle();
          }}
        />
      )}
    </Field>
  );
}

/** What is shown, and what is left of it where a network has room for another ratio. */
function Glimpses({ picture, frame, focus }: { readonly picture: MediaView; readonly frame: Frame; readonly focus: Point }) {
  const { t } = useOffice();
  const glimpses = [["framing.asShown", frame], ["framing.square", glimpseOf(frame, 1, focus)], ["framing.wide", glimpseOf(frame, 16 / 9, focus)]] as const;
  return (
    <div className="framing-glimpses">
      {glimpses.map(([label, part]) => (
        <figure key={label} className="stack tight">
          <div className="framing-cut" style={{ aspectRatio: `${part.width} / ${part.height}`, maxWidth: `calc(6.5rem * ${part.width / part.height})` }}>
            <img
              src={picture.url} alt="" draggable={false}
              style={{ width: `${(100 * picture.width) / part.width}%`, left: `${(-100 * part.left) / part.width}%`, top: `${(-100 * part.top) / part.height}%` }}
            />
          </div>
          <figcaption className="hint">{t(label)}</figcaption>
        </figure>
      ))}
    </div>
  );
}
