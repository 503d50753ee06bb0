export {
  addPicture, addUpload, type Asset, type AssetRefusal, endingOf, erasePicture, findStored, largestUpload, largestVideo, type LibraryPage, listAssets, listLibrary, mediaPath,
} from "./assets.ts";
export { captionsPath, type CaptionsRefusal, findCaptions, type KeptCaptions, listCaptions, setCaptions } from "./captions.ts";
export { type Crop, cropPicture, type CropRefusal, listCrops, listFamilies } from "./crops.ts";
export type { PdfPages } from "./draw-pages.ts";
export { addPages, listPageTexts, mostPagesAtOnce, type PagesRefusal, showPages } from "./pages.ts";
export { addConsent, declareRights, endConsent, type KeptConsent, listRights, type NewConsent, type PictureRights, type RightsRefusal } from "./rights.ts";
export { focusIn, type Frame, sameFrame, wholeOf } from "./rules/frame.ts";
export { type Consent, creditOf, lackOf, mustCredit, type Rights, type RightsLack } from "./rules/rights.ts";
export { diskStore, type MediaStore } from "./store.ts";
