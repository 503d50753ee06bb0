import { focusIn, type Frame, percentOf, type Point, sameFrame, wholeOf } from "#modules/media/rules/frame.ts";
import { frameFor } from "#modules/publishing/rules/content.ts";
import type { DraftContent } from "../draft-content.ts";
import type { MediaView } from "../views.ts";

/** What of a picture is shown, whole or a part, and where it is looked at. */
export interface Shown {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  /** In per cent, where somebody said what must stay in sight. */
  readonly position?: Point | undefined;
}

/** What a profile shows of a picture, or what all do that have no part of their own. Before a part is cut, the whole. */
export function shownFor(media: MediaView, picture: DraftContent["media"][number], profileId: string | undefined): Shown {
  const frame = profileId === undefined ? picture.frame : frameFor(picture, profileId);
  const crop = frame && media.crops.find((each) => sameFrame(each, frame));
  const looked: Frame = crop ?? wholeOf(media);
  return {
    url: crop?.url ?? media.url, width: looked.width, height: looked.height,
    position: picture.focus && percentOf(focusIn(picture.focus, looked)),
  };
}
