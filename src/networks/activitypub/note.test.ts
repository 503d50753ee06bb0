import { describe, expect, test } from "vitest";
import { parseId } from "#kernel/id.ts";
import { instant } from "#tests/clock.ts";
import type { Intent } from "../contract/index.ts";
import { actorDocument } from "./actor-document.ts";
import { addressesOf } from "./addresses.ts";
import { correctedNote, createOf, deleteOf, noteOf, updateOf } from "./note.ts";

const id = <Kind extends string>(last: number) => {
  const made = parseId<Kind>(`01920000-0000-7000-8000-${String(last).padStart(12, "0")}`);
  if (!made) throw new Error("not an id");
  return made;
};
const addresses = addressesOf("https://www.ciudad.example", "ciudad.example");
const tagUrl = (tag: string) => `https://www.ciudad.example/es/etiquetas/${tag}`;
const profileId = id<"profile">(1);
const at = instant("2026-09-21T08:00:00Z");
const later = instant("2026-09-21T09:00:00Z");
const intent: Intent = {
  deliveryId: id<"delivery">(2),
  kind: "create",
  publicationId: id<"publication">(3),
  editionId: id<"edition">(4),
  profileId,
  account: addresses.actor(profileId),
  languages: ["eu", "es"],
  text: "Ura mozketa #Ura\n\nCorte de agua",
  texts: { es: "Corte de agua", eu: "Ura mozketa #Ura" },
  media: [{ digest: "d", mediaType: "image/webp", width: 800, height: 600, url: "https://www.ciudad.example/media/d", alt: "Mapa del corte" }],
  permalink: "https://www.ciudad.example/es/publicaciones/3",
  at: instant("2026-09-20T08:00:00Z"),
};

describe("the documents that go out (DEL-8)", () => {
  test("EDI-R4 a video goes as a Video with its description and size", () => {
    const video = { digest: "d", mediaType: "video/mp4", width: 640, height: 360, url: "https://www.ciudad.example/media/d.mp4", alt: "Baile en la plaza" };
    expect(noteOf({ ...intent, media: [video] }, at, addresses, tagUrl)["attachment"]).toEqual([{ type: "Video", mediaType: "video/mp4", url: video.url, name: "Baile en la plaza", width: 640, height: 360 }]);
  });

  test("the point that must stay in sight goes with a picture as Mastodon's focalPoint, in a context that knows the word", () => {
    const [media] = intent.media;
    if (!media) throw new Error("no picture");
    const note = noteOf({ ...intent, media: [{ ...media, focus: { x: -0.5, y: 1 } }, media] }, at, addresses, tagUrl);
    expect(note["attachment"]).toMatchObject([{ type: "Image", focalPoint: [-0.5, 1] }, { type: "Image" }]);
    expect(JSON.stringify(note["attachment"]).match(/focalPoint/g)).toHaveLength(1);
    expect(createOf(note, "x")["@context"]).toMatchObject(["https://www.w3.org/ns/activitystreams", { toot: "http://joinmastodon.org/ns#", focalPoint: { "@id": "toot:focalPoint", "@container": "@list" } }]);
  });

  test("a Note carries content, languages in their order, pictures with description, hashtags and audience", () => {
    const note = noteOf(intent, at, addresses, tagUrl);
    expect(note).toEqual({
      id: `https://www.ciudad.example/ap/objects/${intent.editionId}`,
      type: "Note",
      summary: null,
      sensitive: false,
      content: `<p>Ura mozketa <a href="${tagUrl("Ura")}" class="mention hashtag" rel="tag">#Ura</a></p><p>Corte de agua</p>`,
      contentMap: { eu: `<p>Ura mozketa <a href="${tagUrl("Ura")}" class="mention hashtag" rel="tag">#Ura</a></p>`, es: "<p>Corte de agua</p>" },
      attachment: [{ type: "Image", mediaType: "image/webp", url: "https://www.ciudad.example/media/d", name: "Mapa del corte", width: 800, height: 600 }],
      tag: [{ type: "Hashtag", name: "#Ura", href: tagUrl("Ura") }],
      attributedTo: addresses.actor(profileId),
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      cc: [`${addresses.actor(profileId)}/followers`],
      published: at,
      url: intent.permalink,
    });
    expect(Object.keys(note["contentMap"] ?? {})).toEqual(["eu", "es"]);
  });

  test("the same intent gives the same bytes", () => {
    const bytes = () => JSON.stringify(createOf(noteOf(structuredClone(intent), at, addresses, tagUrl), addresses.activity(intent.deliveryId)));
    expect(bytes()).toBe(bytes());
  });

  test("no id holds the handle, and a monolingual edition says its language", () => {
    const note = noteOf({ ...intent, languages: ["es"], texts: {}, text: "Hola" }, at, addresses, tagUrl);
    expect(note["contentMap"]).toEqual({ es: "<p>Hola</p>" });
    expect(addresses.actor(profileId)).toBe(`https://www.ciudad.example/ap/actors/${profileId}`);
  });

  test("a correction keeps id and time of publication and says when it was (DEL-4)", () => {
    const first = noteOf(intent, at, addresses, tagUrl);
    const next = correctedNote(first, { ...intent, kind: "update", editionId: id<"edition">(9), text: "Otro", texts: {}, languages: ["es"], media: [] }, later, tagUrl);
    expect(next).toMatchObject({ id: first["id"], published: at, updated: later, content: "<p>Otro</p>", attachment: [], tag: [] });
    expect(updateOf(next, "x")).toMatchObject({ type: "Update", id: "x", published: later, object: next });
  });

  test("a withdrawal is a Delete of a Tombstone, to the same audience (DEL-5)", () => {
    const object = addresses.object(intent.editionId);
    expect(deleteOf({ ...intent, kind: "delete" }, later, object, "y", addresses)).toMatchObject({
      id: "y",
      type: "Delete",
      actor: addresses.actor(profileId),
      to: ["https://www.w3.org/ns/activitystreams#Public"],
      cc: [addresses.followers(profileId)],
      object: { id: object, type: "Tombstone", formerType: "Note", deleted: later },
    });
  });

  test("an actor shows its names by language, its key and where to write to", () => {
    const actor = actorDocument(
      { profileId, handle: "movilidad", createdAt: at, publicKey: "PEM" },
      { profileId, displayName: { es: "Movilidad", eu: "Mugikortasuna" }, summary: { es: "Avisos <hoy>" }, languages: ["eu", "es"], url: "https://www.ciudad.example/eu/p/1", state: "suspended", links: [{ name: "Web", url: "https://ciudad.example/" }] },
      addresses,
    );
    expect(actor).toMatchObject({
      id: addresses.actor(profileId),
      type: "Organization",
      preferredUsername: "movilidad",
      name: "Mugikortasuna",
      nameMap: { eu: "Mugikortasuna", es: "Movilidad" },
      summary: "<p>Avisos &lt;hoy&gt;</p>",
      inbox: `${addresses.actor(profileId)}/inbox`,
      endpoints: { sharedInbox: "https://www.ciudad.example/ap/inbox" },
      publicKey: { id: `${addresses.actor(profileId)}#main-key`, owner: addresses.actor(profileId), publicKeyPem: "PEM" },
      suspended: true,
      discoverable: false,
      attachment: [{ type: "PropertyValue", name: "Web", value: '<a href="https://ciudad.example/" target="_blank" rel="nofollow noopener noreferrer">https://ciudad.example/</a>' }],
    });
  });
});
