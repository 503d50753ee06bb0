import sharp from "sharp";
import type { Id } from "#kernel/id.ts";
import { addPicture, declareRights, type MediaStore, type Rights } from "#modules/media/index.ts";
import type { Actor } from "#modules/authority/index.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/database.ts";
import { done } from "./done.ts";

// Drawn here, so that nobody's picture is used; each 1,200 by 750.
const SKY = '<rect width="1200" height="750" fill="#cfe6f2"/><circle cx="985" cy="140" r="62" fill="#f6d365"/>';
const HILLS = '<path d="M0 470 Q240 330 520 430 T1200 380 V750 H0z" fill="#8fb98b"/><path d="M0 540 Q380 430 760 520 T1200 480 V750 H0z" fill="#6fa271"/>';
const drawings = {
  bus: `${SKY}${HILLS}<rect y="600" width="1200" height="150" fill="#56606b"/><path d="M0 676h1200" stroke="#fff" stroke-width="8" stroke-dasharray="70 50"/>
<rect x="250" y="330" width="700" height="290" rx="38" fill="#00693c"/><rect x="280" y="366" width="520" height="112" rx="14" fill="#e9f4fb"/><rect x="828" y="366" width="92" height="196" rx="12" fill="#e9f4fb"/>
<path d="M410 366v112M540 366v112M670 366v112" stroke="#00693c" stroke-width="12"/><rect x="300" y="500" width="180" height="60" rx="10" fill="#fff"/><circle cx="332" cy="530" r="18" fill="#f6d365"/><rect x="364" y="520" width="96" height="20" rx="8" fill="#00693c"/>
<circle cx="390" cy="622" r="54" fill="#22272d"/><circle cx="390" cy="622" r="22" fill="#c9d1d8"/><circle cx="800" cy="622" r="54" fill="#22272d"/><circle cx="800" cy="622" r="22" fill="#c9d1d8"/><rect x="932" y="566" width="26" height="30" rx="6" fill="#f6d365"/>`,
  library: `${SKY}<rect y="560" width="1200" height="190" fill="#b9ad98"/><path d="M210 250 L600 90 L990 250z" fill="#a4553a"/><rect x="250" y="250" width="700" height="330" fill="#efe3cf"/>
<g fill="#cbb892"><rect x="300" y="290" width="46" height="270"/><rect x="430" y="290" width="46" height="270"/><rect x="724" y="290" width="46" height="270"/><rect x="854" y="290" width="46" height="270"/></g>
<rect x="530" y="350" width="140" height="230" rx="70" fill="#6b4a35"/><rect x="220" y="570" width="760" height="26" fill="#d8cbb2"/><rect x="190" y="596" width="820" height="26" fill="#c8b99c"/><circle cx="600" cy="185" r="34" fill="#efe3cf"/>`,
  child: `<rect width="1200" height="750" fill="#f7d9b0"/><path d="M230 750 Q260 560 600 540 T970 750z" fill="#2f6fb3"/><circle cx="600" cy="350" r="230" fill="#f2c39b"/>
<path d="M372 330 Q380 90 610 100 T828 330 Q760 210 600 220 T372 330z" fill="#5a3824"/><circle cx="515" cy="350" r="26" fill="#33241a"/><circle cx="685" cy="350" r="26" fill="#33241a"/><circle cx="523" cy="342" r="8" fill="#fff"/><circle cx="693" cy="342" r="8" fill="#fff"/>
<path d="M505 440 Q600 540 695 440" fill="none" stroke="#8c3b2e" stroke-width="18" stroke-linecap="round"/><circle cx="440" cy="420" r="34" fill="#eba98c"/><circle cx="760" cy="420" r="34" fill="#eba98c"/>`,
} as const;

type Drawing = keyof typeof drawings;

/** Puts a drawing into the library, with its rights when somebody has said what they are. */
export async function addDrawing(
  { db, media, clock }: { readonly db: Database; readonly media: MediaStore; readonly clock: Clock }, actor: Actor,
  { drawing, fileName, rights }: { readonly drawing: Drawing; readonly fileName: string; readonly rights?: Rights },
): Promise<Id<"asset">> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 750" width="1200" height="750">${drawings[drawing]}</svg>`;
  const bytes = await sharp(Buffer.from(svg)).png().toBuffer();
  const { id } = await done(addPicture(db, media, clock, actor, { bytes, fileName }));
  if (rights) await done(db.transaction().execute((tx) => declareRights(tx, actor, { assetId: id, rights }, clock.now())));
  return id;
}
