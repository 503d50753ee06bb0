export { addPicture, type Asset, type AssetRefusal, erasePicture, findMediaType, largestUpload, listAssets, mediaPath } from "./assets.ts";
export { diskStore, type MediaStore } from "./store.ts";
