import { describe, expect, test } from "vitest";
import { canBeCut, drawnTo, focusIn, frameOf, glimpseOf, grownBy, movedBy, percentOf, type Size, typed, wholeOf } from "./frame.ts";

const picture: Size = { width: 1_600, height: 900 };
const middle = { x: 800, y: 450 };

describe("frames of a picture", () => {
  test("the largest of a ratio stands around a point, and never leaves the picture", () => {
    expect(frameOf(1, picture, middle)).toEqual({ left: 350, top: 0, width: 900, height: 900 });
    expect(frameOf(1, picture, { x: 20, y: 20 })).toEqual({ left: 0, top: 0, width: 900, height: 900 });
    expect(frameOf(1.91, picture, { x: 800, y: 899 })).toEqual({ left: 0, top: 62, width: 1_600, height: 838 });
    expect(frameOf(4 / 5, picture, { x: 5_000, y: 0 })).toEqual({ left: 880, top: 0, width: 720, height: 900 });
    expect(frameOf(16 / 9, { width: 3, height: 2_000 }, { x: 1, y: 1 })).toEqual({ left: 0, top: 0, width: 3, height: 2 });
  });

  test("moving stops at the edges", () => {
    const frame = frameOf(1, picture, middle);
    expect(movedBy(frame, { x: 10, y: 5 }, picture)).toEqual({ left: 360, top: 0, width: 900, height: 900 });
    expect(movedBy(frame, { x: -9_999, y: 0 }, picture).left).toBe(0);
    expect(movedBy(frame, { x: 9_999, y: 0 }, picture).left).toBe(700);
  });

  test("a corner that is drawn leaves the opposite one where it is, holds the ratio, and cannot be drawn through it", () => {
    const frame = { left: 200, top: 100, width: 400, height: 400 };
    expect(drawnTo(frame, "bottom-right", { x: 500, y: 300 }, picture, undefined)).toEqual({ left: 200, top: 100, width: 300, height: 200 });
    expect(drawnTo(frame, "bottom-right", { x: 500, y: 300 }, picture, 1)).toEqual({ left: 200, top: 100, width: 300, height: 300 });
    expect(drawnTo(frame, "top-left", { x: -50, y: -50 }, picture, 1)).toEqual({ left: 100, top: 0, width: 500, height: 500 });
    expect(drawnTo(frame, "top-right", { x: 0, y: 9_999 }, picture, undefined)).toEqual({ left: 200, top: 450, width: 50, height: 50 });
  });

  test("growing keeps the middle; what is typed is put right", () => {
    expect(grownBy({ left: 200, top: 100, width: 400, height: 400 }, 40, picture, 1)).toEqual({ left: 180, top: 80, width: 440, height: 440 });
    expect(grownBy({ left: 200, top: 100, width: 60, height: 60 }, -40, picture, 1)).toEqual({ left: 205, top: 105, width: 50, height: 50 });
    expect(typed({ left: 1_500, top: -3, width: 800, height: 5 }, picture, undefined)).toEqual({ left: 800, top: 0, width: 800, height: 50 });
    expect(typed({ left: 0, top: 0, width: 800, height: 5 }, picture, 2)).toEqual({ left: 0, top: 0, width: 800, height: 400 });
  });

  test("whatever is done to it, it can be cut", () => {
    for (const size of [picture, { width: 60, height: 2_048 }, { width: 20, height: 30 }, { width: 1, height: 1 }]) {
      for (const ratio of [undefined, 1, 4 / 5, 16 / 9, 1.91]) {
        for (const to of [-40, 0, 13, 55, 700, 4_000]) {
          const frame = wholeOf(size);
          const done = [movedBy(frame, { x: to, y: -to }, size), typed({ left: to, top: to, width: to, height: to }, size, undefined), drawnTo(frame, "top-left", { x: to, y: to }, size, undefined)];
          for (const each of done) expect([each, canBeCut(each, size)]).toEqual([each, true]);
          // A narrow picture has no frame of a wide ratio that is large enough; it is inside all the same.
          if (ratio !== undefined && size === picture) for (const each of [grownBy(frameOf(ratio, size, middle), to, size, ratio), drawnTo(frameOf(ratio, size, middle), "bottom-left", { x: to, y: to }, size, ratio)]) expect([each, canBeCut(each, size)]).toEqual([each, true]);
        }
      }
    }
  });

  test.each([
    ["half a pixel", { left: 0.5, top: 0, width: 100, height: 100 }], ["outside", { left: 1_550, top: 0, width: 100, height: 100 }], ["before the edge", { left: -1, top: 0, width: 100, height: 100 }],
    ["too small to be seen", { left: 0, top: 0, width: 49, height: 100 }], ["nothing", { left: 0, top: 0, width: 0, height: 0 }], ["no figure", { left: Number.NaN, top: 0, width: 100, height: 100 }],
  ])("%s cannot be cut", (_, frame) => {
    expect(canBeCut(frame, picture)).toBe(false);
  });
});

describe("the point that must stay in sight", () => {
  test("counts from -1 to 1, to the right and up, within what is shown", () => {
    expect(focusIn(middle, wholeOf(picture))).toEqual({ x: 0, y: 0 });
    expect(focusIn({ x: 0, y: 0 }, wholeOf(picture))).toEqual({ x: -1, y: 1 });
    expect(focusIn({ x: 1_200, y: 675 }, wholeOf(picture))).toEqual({ x: 0.5, y: -0.5 });
    expect(focusIn({ x: 400, y: 200 }, { left: 300, top: 100, width: 400, height: 400 })).toEqual({ x: -0.5, y: 0.5 });
    expect(focusIn({ x: 10, y: 880 }, { left: 300, top: 100, width: 400, height: 400 })).toEqual({ x: -1, y: -1 });
    expect(JSON.stringify(focusIn(middle, wholeOf(picture)))).toBe('{"x":0,"y":0}');
  });

  test("a network that shows less keeps it in sight", () => {
    const frame = { left: 100, top: 100, width: 800, height: 400 };
    expect(glimpseOf(frame, 1, { x: 500, y: 300 })).toEqual({ left: 300, top: 100, width: 400, height: 400 });
    expect(glimpseOf(frame, 1, { x: 100, y: 300 })).toEqual({ left: 100, top: 100, width: 400, height: 400 });
    expect(glimpseOf(frame, 4, { x: 500, y: 500 })).toEqual({ left: 100, top: 300, width: 800, height: 200 });
  });

  test("is a place in per cent for a browser", () => {
    expect([percentOf({ x: 0, y: 0 }), percentOf({ x: -1, y: 1 }), percentOf({ x: 0.5, y: -0.5 })]).toEqual([{ x: 50, y: 50 }, { x: 0, y: 0 }, { x: 75, y: 75 }]);
  });
});
