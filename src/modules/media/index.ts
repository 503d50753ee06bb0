export { addPicture, type Asset, type AssetRefusal, erasePicture, findMediaType, largestUpload, type LibraryPage, listAssets, listLibrary, mediaPath } from "./assets.ts";
export { addConsent, declareRights, endConsent, type KeptConsent, listRights, type NewConsent, type PictureRights, type RightsRefusal } from "./rights.ts";
export { type Consent, creditOf, lackOf, mustCredit, type Rights, type RightsLack } from "./rules/rights.ts";
export { diskStore, type MediaStore } from "./store.ts";
