import { type Id, parseId } from "#kernel/id.ts";
import type { Instant } from "#kernel/instant.ts";
import { ok, refuse } from "#kernel/result.ts";
import { wallTimeAt } from "#kernel/wall-time.ts";
import { addConsent, type Asset, captionsPath, type Crop, cropPicture, declareRights, type KeptCaptions, lackOf, listAssets, listCaptions, listCrops, listLibrary, listPageTexts, listRights, mediaPath, type PictureRights, setCaptions } from "#modules/media/index.ts";
import { getCouncil } from "#modules/policy/index.ts";
import { listUses, withdrawConsent } from "#modules/publishing/index.ts";
import type { Queryable } from "#platform/database.ts";
import type { Services } from "#web/http/services.ts";
import type { MediaView } from "../views.ts";
import type { Handlers } from "./handlers.ts";

export function pictureHandlers(services: Services): Handlers<
  "GET /pictures" | "POST /pictures/:id/crops" | "PUT /pictures/:id/rights" | "PUT /pictures/:id/captions" | "POST /pictures/:id/consents" | "POST /consents/:id/end"
> {
  const { db, clock } = services;
  const viewAfter = async (tx: Queryable, id: Id<"asset">) => {
    const [asset] = await listAssets(tx, [id]);
    return asset ? ok(await mediaView(tx, asset, clock.now())) : refuse({ kind: "unknown-picture" });
  };
  return {
    "GET /pictures": async (_, { words, cursor }) => {
      const now = clock.now();
      const before = cursor === undefined ? undefined : parseId<"asset">(cursor);
      const { assets, next } = await listLibrary(db, { words: words.trim(), before });
      const digests = assets.map(({ digest }) => digest);
      const [rights, uses, day] = [await listRights(db, digests), await listUses(db, digests), await dayIn(db, now)];
      const [captions, crops, pageTexts] = [await listCaptions(db, digests), await listCrops(db, digests), await listPageTexts(db, digests)];
      return ok({
        next,
        pictures: assets.map((asset) => {
          const used = uses.get(asset.digest) ?? [];
          return {
            ...viewOf(asset, { rights, captions, crops, pageTexts }, day), addedAt: asset.addedAt, addedBy: asset.addedBy,
            alt: used[0]?.alt ?? {}, uses: used.map(({ publicationId, title, state }) => ({ publicationId, title, state })),
          };
        }),
      });
    },
    "POST /pictures/:id/crops": async ({ actor }, { id, frame }) => {
      const assetId = parseId<"asset">(id);
      if (!assetId) return refuse({ kind: "unknown-picture" });
      const cropped = await cropPicture(db, services.media, clock, actor, { assetId, frame });
      return cropped.ok ? viewAfter(db, assetId) : cropped;
    },
    "PUT /pictures/:id/rights": ({ actor }, { id, ...rights }) =>
      services.command(async (tx) => {
        const assetId = parseId<"asset">(id);
        if (!assetId) return refuse({ kind: "unknown-picture" });
        const declared = await declareRights(tx, actor, { assetId, rights }, clock.now());
        return declared.ok ? viewAfter(tx, assetId) : declared;
      }),
    "PUT /pictures/:id/captions": ({ actor }, { id, language, text }) =>
      services.command(async (tx) => {
        const assetId = parseId<"asset">(id);
        if (!assetId) return refuse({ kind: "unknown-picture" });
        const set = await setCaptions(tx, actor, { assetId, language, text }, clock.now());
        return set.ok ? viewAfter(tx, assetId) : set;
      }),
    "POST /pictures/:id/consents": ({ actor }, { id, ...consent }) =>
      services.command(async (tx) => {
        const assetId = parseId<"asset">(id);
        if (!assetId) return refuse({ kind: "unknown-picture" });
        const added = await addConsent(tx, actor, { assetId, ...consent }, clock.now());
        return added.ok ? viewAfter(tx, assetId) : added;
      }),
    "POST /consents/:id/end": ({ actor }, { id, reason }) =>
      services.command(async (tx) => {
        const consentId = parseId<"consent">(id);
        return consentId ? withdrawConsent(tx, actor, { id: consentId, reason }, clock.now()) : refuse({ kind: "unknown-consent" });
      }),
  };
}

const dayIn = async (db: Queryable, at: Instant): Promise<string> => wallTimeAt(at, (await getCouncil(db)).zone).local.slice(0, 10);

/** One picture as the screens show it. */
export async function mediaView(db: Queryable, asset: Asset, at: Instant): Promise<MediaView> {
  const digests = [asset.digest];
  return viewOf(asset, { rights: await listRights(db, digests), captions: await listCaptions(db, digests), crops: await listCrops(db, digests), pageTexts: await listPageTexts(db, digests) }, await dayIn(db, at));
}

/** What is known of pictures, by digest. */
interface Known {
  readonly rights: ReadonlyMap<string, PictureRights>;
  readonly captions: ReadonlyMap<string, readonly KeptCaptions[]>;
  readonly crops: ReadonlyMap<string, readonly Crop[]>;
  readonly pageTexts: ReadonlyMap<string, string>;
}

/** `day` is the one on which it is asked whether the picture may be shown. */
export function viewOf(asset: Asset, { rights, captions, crops, pageTexts }: Known, day: string): MediaView {
  const known = rights.get(asset.digest);
  return {
    assetId: asset.id, url: mediaPath(asset), width: asset.width, height: asset.height, bytes: asset.bytes, fileName: asset.fileName,
    durationMs: asset.durationMs, captions: (captions.get(asset.digest) ?? []).map(({ language, hash, cues }) => ({ language, cues, url: captionsPath(hash) })),
    crops: (crops.get(asset.digest) ?? []).map((crop) => ({ ...crop.frame, url: mediaPath(crop) })),
    pageText: pageTexts.get(asset.digest) ?? null,
    rights: known?.rights ?? null, consents: known?.consents ?? [], lacks: lackOf(known?.rights, known?.consents ?? [], day) ?? null,
  };
}
