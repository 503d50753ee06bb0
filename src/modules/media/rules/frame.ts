/** A point of a picture, in its pixels from the left and from the top. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The part of a picture that is shown, in its pixels. */
export interface Frame extends Size {
  readonly left: number;
  readonly top: number;
}

/** Shorter than this no side of a frame is: nobody would see what it shows. */
export const SMALLEST_SIDE = 50;

export const wholeOf = ({ width, height }: Size): Frame => ({ left: 0, top: 0, width, height });

export const isWhole = (frame: Frame, size: Size): boolean => frame.left === 0 && frame.top === 0 && frame.width === size.width && frame.height === size.height;

export const sameFrame = (a: Frame, b: Frame): boolean => a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

/** Whether a frame can be cut out of a picture: whole pixels, inside of it, and large enough to be seen. */
export function canBeCut(frame: Frame, size: Size): boolean {
  const { left, top, width, height } = frame;
  return [left, top, width, height].every((figure) => Number.isInteger(figure)) && left >= 0 && top >= 0
    && width >= leastOf(size.width) && height >= leastOf(size.height) && left + width <= size.width && top + height <= size.height;
}

/** The largest frame of a ratio (width by height) in a picture, around a point as far as the edges let it. */
export function frameOf(ratio: number, size: Size, around: Point): Frame {
  const width = Math.min(size.width, Math.round(size.height * ratio));
  const height = Math.min(size.height, Math.round(width / ratio));
  return placed({ left: around.x - width / 2, top: around.y - height / 2, width, height }, size);
}

export const movedBy = (frame: Frame, by: Point, size: Size): Frame => placed({ ...frame, left: frame.left + by.x, top: frame.top + by.y }, size);

/** Wider by so many pixels, narrower where it is negative, around its middle; of a ratio where one is held. */
export function grownBy(frame: Frame, by: number, size: Size, ratio: number | undefined): Frame {
  const next = sized({ width: frame.width + by, height: frame.height + (ratio === undefined ? by : by / ratio) }, size, ratio);
  return placed({ ...next, left: frame.left + (frame.width - next.width) / 2, top: frame.top + (frame.height - next.height) / 2 }, size);
}

export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

/** With one corner drawn to a point: the opposite one stays where it is. */
export function drawnTo(frame: Frame, corner: Corner, to: Point, size: Size, ratio: number | undefined): Frame {
  const [fromLeft, fromTop] = [corner.endsWith("left"), corner.startsWith("top")];
  const anchor = { x: fromLeft ? frame.left + frame.width : frame.left, y: fromTop ? frame.top + frame.height : frame.top };
  const room = { width: fromLeft ? anchor.x : size.width - anchor.x, height: fromTop ? anchor.y : size.height - anchor.y };
  const wanted = { width: (to.x - anchor.x) * (fromLeft ? -1 : 1), height: (to.y - anchor.y) * (fromTop ? -1 : 1) };
  const next = sized(ratio === undefined ? wanted : { width: Math.max(wanted.width, wanted.height * ratio), height: 0 }, room, ratio, size);
  return placed({ ...next, left: fromLeft ? anchor.x - next.width : anchor.x, top: fromTop ? anchor.y - next.height : anchor.y }, size);
}

/** The frame as somebody typed it, put right: inside the picture, and of the ratio that is held. */
export const typed = (frame: Frame, size: Size, ratio: number | undefined): Frame =>
  placed({ ...sized({ width: frame.width, height: ratio === undefined ? frame.height : frame.width / ratio }, size, ratio), left: frame.left, top: frame.top }, size);

/**
 * Where the point that must stay in sight is in what is shown, as the fediverse counts: from -1 to 1, to the right and up, 0 in the
 * middle. A point outside of the frame counts as the nearest in it.
 */
export function focusIn(focus: Point, frame: Frame): { readonly x: number; readonly y: number } {
  const share = (at: number, length: number) => Math.min(1, Math.max(0, length === 0 ? 0.5 : at / length));
  const rounded = (figure: number) => Math.round(figure * 1_000) / 1_000 + 0;
  return { x: rounded(2 * share(focus.x - frame.left, frame.width) - 1), y: rounded(1 - 2 * share(focus.y - frame.top, frame.height)) };
}

/** The same as a place from the left and the top, in per cent: where a browser keeps it when it shows less of the picture. */
export const percentOf = ({ x, y }: { readonly x: number; readonly y: number }): Point => ({ x: Math.round((x + 1) * 50), y: Math.round((1 - y) * 50) });

const leastOf = (side: number): number => Math.min(SMALLEST_SIDE, side);

/** Of the ratio that is held, no larger than the room and no smaller than can be seen. */
function sized(wanted: Size, room: Size, ratio: number | undefined, whole: Size = room): Size {
  const least = { width: leastOf(whole.width), height: leastOf(whole.height) };
  if (ratio === undefined) return { width: clamp(wanted.width, least.width, room.width), height: clamp(wanted.height, least.height, room.height) };
  const width = clamp(wanted.width, Math.max(least.width, least.height * ratio), Math.min(room.width, room.height * ratio));
  return { width, height: clamp(width / ratio, least.height, room.height) };
}

function placed(frame: Frame, size: Size): Frame {
  const [width, height] = [clamp(Math.round(frame.width), 1, size.width), clamp(Math.round(frame.height), 1, size.height)];
  return { left: clamp(Math.round(frame.left), 0, size.width - width), top: clamp(Math.round(frame.top), 0, size.height - height), width, height };
}

/** Where the least is more than the most, the most. */
const clamp = (figure: number, least: number, most: number): number => Math.min(most, Math.max(least, figure));

/** What of a frame a network shows where it has room for another ratio, keeping the point in sight at the same share as it has in the frame. */
export function glimpseOf(frame: Frame, ratio: number, focus: Point): Frame {
  const width = Math.min(frame.width, frame.height * ratio);
  const height = width / ratio;
  const { x, y } = percentOf(focusIn(focus, frame));
  return { left: frame.left + ((frame.width - width) * x) / 100, top: frame.top + ((frame.height - height) * y) / 100, width, height };
}
