import { execFile, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import sharp from "sharp";
import { actions } from "#modules/authority/index.ts";
import { officeContract } from "#web/office/contract.ts";
import { pdf } from "#tests/pdfs.ts";
import { startExampleCity } from "./example-city.ts";
import { officeClient, type OfficeClient, signInAs } from "./office-client.ts";
import { type RunningProcess, startProcess } from "./process.ts";

let app: RunningProcess;
let coordinator: OfficeClient;
let manager: OfficeClient;
const root = join(import.meta.dirname, "..");
const anId = "01a05bfb-7000-790f-964d-ae2e12d45bd3";

beforeAll(async () => {
  app = await startExampleCity();
  coordinator = await signInAs(app.origin, "Amaia Zubeldia");
  manager = await signInAs(app.origin, "Ane Goikoetxea");
});
afterAll(() => app.remove());

const endpoints = Object.entries(officeContract).map(([name, { permission }]) => {
  const [method = "", path = ""] = name.split(" ");
  return { method, path: path.replace(":id", anId), permission };
});

describe("deny by default", () => {
  test("every endpoint of the back office names a permission of the table", () => {
    for (const { permission } of endpoints) expect(actions).toContain(permission);
  });

  test("without a session every endpoint answers 401, and only that", async () => {
    const nobody = officeClient(app.origin, "");
    for (const { method, path } of endpoints) {
      const answer = await nobody.ask(method, path, method === "GET" ? undefined : {});
      expect([method, path, answer.status, answer.body]).toEqual([method, path, 401, { refusal: { kind: "signed-out" } }]);
    }
    expect((await fetch(`${app.origin}/office/media`, { method: "POST", headers: { "x-pregonero": "1", "sec-fetch-site": "same-origin" } })).status).toBe(401);
  });

  test("T11 a form of another site changes nothing: neither without our header nor from another origin", async () => {
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
      expect(await coordinator.ask("POST", "/publications", { title: "x" }, headers)).toMatchObject({ status: 400 });
    }
    const plain = await fetch(`${app.origin}/office/publications`, { method: "POST", headers: { cookie: coordinator.cookie }, body: "{}" });
    expect(plain.status).toBe(400);
    const entry = await fetch(`${app.origin}/entrar/como`, { method: "POST", headers: { "sec-fetch-site": "cross-site" }, body: new URLSearchParams({ person: anId }) });
    expect(entry.status).toBe(403);
  });

  test("5.1 what a manager may not do is refused with the reason, whatever the path", async () => {
    const refused: readonly [string, string, unknown][] = [
      ["POST", "/sources", { url: "https://www.example.org", name: "", unitId: null }],
      ["POST", "/profiles", { network: "feed", handle: "x", displayName: {}, summary: {}, unitId: null, languages: ["es"], layout: "separate", reason: "x" }],
      ["POST", "/people", { name: "Nadie", email: "n@example.org", postType: "technical", unitId: null }],
      ["POST", `/publications/${anId}/withdraw`, { reason: "test", note: "" }],
    ];
    for (const [method, path, input] of refused) expect(await manager.ask(method, path, input)).toMatchObject({ status: 403, body: { refusal: { kind: "not-permitted" } } });
  });

  test("signing in leads back to where one was, and never to another site", async () => {
    const page = await (await fetch(`${app.origin}/entrar?next=/app/sources`)).text();
    const person = /name="person" value="([0-9a-f-]{36})"/.exec(page)?.[1] ?? "";
    const enter = (next: string) => fetch(`${app.origin}/entrar/como`, { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" }, body: new URLSearchParams({ person, next }) });
    expect(page).toContain('name="next" value="/app/sources"');
    expect((await enter("/app/sources")).headers.get("location")).toBe("/app/sources");
    for (const elsewhere of ["https://malo.example/", "//malo.example/app/", "/app/../entrar", "/app/\\malo.example", "javascript:alert(1)"]) {
      expect((await enter(elsewhere)).headers.get("location"), elsewhere).toMatch(/^\/app\//);
      expect((await enter(elsewhere)).headers.get("location"), elsewhere).not.toContain("malo");
    }
  });

  test("bad input names its fields and changes nothing", async () => {
    const before = await coordinator.call<{ counts: object }>("GET", "/publications");
    expect(await coordinator.ask("POST", "/publications", { title: 7 })).toMatchObject({ status: 400, body: { refusal: { kind: "bad-input", issues: [{ path: "title" }] } } });
    expect(await coordinator.ask("POST", "/publications", "__proto__")).toMatchObject({ status: 400 });
    expect(await coordinator.ask("GET", "/publications/not-an-id")).toMatchObject({ status: 400 });
    expect(await coordinator.ask("GET", `/publications/${anId}`)).toMatchObject({ status: 404 });
    expect(await coordinator.ask("GET", "/nothing")).toMatchObject({ status: 404 });
    expect((await coordinator.call<{ counts: object }>("GET", "/publications")).counts).toEqual(before.counts);
  });

  test("every answer carries the headers that keep a page to itself", async () => {
    for (const path of ["/es", "/entrar", "/app/", "/office/session", "/health", "/api/v1/openapi.json", "/nothing"]) {
      const { headers } = await fetch(`${app.origin}${path}`);
      expect(headers.get("content-security-policy"), path).toContain("default-src 'none'");
      expect(headers.get("content-security-policy"), path).not.toContain("unsafe-inline");
      expect(headers.get("x-content-type-options"), path).toBe("nosniff");
    }
  });
});

describe("pictures", () => {
  const send = async (bytes: Uint8Array<ArrayBuffer>, name: string, to = "media", pages?: string) => {
    const form = new FormData();
    form.set("file", new File([bytes], name));
    if (pages !== undefined) form.set("pages", pages);
    const answer = await fetch(`${app.origin}/office/${to}`, { method: "POST", body: form, headers: { cookie: coordinator.cookie, "x-pregonero": "1", "sec-fetch-site": "same-origin" } });
    return { status: answer.status, body: await answer.json() as Record<string, unknown> };
  };

  test("mp.info.5 are written anew without their metadata and served as nothing but pictures", async () => {
    const photograph = await sharp({ create: { width: 3_000, height: 1_500, channels: 3, background: "#336699" } }).withExif({ IFD0: { Artist: "Ane Goikoetxea" }, IFD3: { GPSLatitudeRef: "N" } }).jpeg().toBuffer();
    const { status, body } = await send(new Uint8Array(photograph), "plaza.jpg");
    expect([status, body["width"], body["height"]]).toEqual([200, 2_048, 1_024]);
    const served = await fetch(`${app.origin}${String(body["url"])}`);
    expect(served.headers.get("content-type")).toBe("image/jpeg");
    expect(served.headers.get("content-security-policy")).toContain("sandbox");
    const metadata = await sharp(new Uint8Array(await served.arrayBuffer())).metadata();
    expect(metadata.exif).toBeUndefined();
  });

  test("T5 what is no picture, or too much of one, is refused and the process lives", async () => {
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect(await send(svg, "x.svg")).toMatchObject({ status: 422, body: { refusal: { kind: "not-a-picture" } } });
    expect(await send(new TextEncoder().encode("hola"), "x.jpg")).toMatchObject({ status: 422, body: { refusal: { kind: "not-a-picture" } } });
    const bomb = await sharp({ create: { width: 21_000, height: 21_000, channels: 3, background: "#000" }, limitInputPixels: false }).png({ compressionLevel: 9 }).toBuffer();
    expect(await send(new Uint8Array(bomb), "bomb.png")).toMatchObject({ status: 422, body: { refusal: { kind: "picture-too-large" } } });
    expect((await fetch(`${app.origin}/health`)).status).toBe(200);
  });

  test("T5 a PDF with a program in it is read, page by page, and its program is gone", async () => {
    const secret = "app.alert(1)";
    const poster = pdf({
      info: "/Author (Ane Goikoetxea)", catalogue: "/OpenAction 10 0 R", objects: [`<< /S /JavaScript /JS (${secret}) >>`], pages: [{ words: "Cartel de fiestas", more: "/AA << /O 10 0 R >>" }, { words: "Programa" }],
    });
    expect(await send(poster, "cartel.pdf")).toMatchObject({ status: 422, body: { refusal: { kind: "choose-pages" } } });
    expect(await send(poster, "cartel.pdf", "pdf")).toMatchObject({ status: 200, body: { pages: [{ page: 1, thumbnail: expect.stringMatching(/^data:image\/jpeg;base64,/) }, { page: 2 }] } });
    const { status, body } = await send(poster, "cartel.pdf", "pdf/pages", "1");
    expect([status, body["pictures"]]).toMatchObject([200, [{ fileName: "cartel-1.png", width: 1_536, height: 2_048, pageText: "Cartel de fiestas" }]]);
    const [picture] = body["pictures"] as readonly { readonly url: string }[];
    const served = await fetch(`${app.origin}${picture?.url ?? ""}`);
    const bytes = Buffer.from(await served.arrayBuffer());
    expect([served.headers.get("content-type"), bytes.includes(secret), bytes.includes("Goikoetxea")]).toEqual(["image/png", false, false]);
    expect(await send(poster, "cartel.pdf", "pdf/pages", "9")).toMatchObject({ status: 422, body: { refusal: { kind: "unknown-page", page: 9, pages: 2 } } });
    expect(await send(poster.slice(0, 300), "cartel.pdf", "pdf")).toMatchObject({ status: 422, body: { refusal: { kind: "pdf-damaged" } } });
    expect((await fetch(`${app.origin}/health`)).status).toBe(200);
  });
});

interface ApiAnswer<Body> {
  readonly status: number;
  readonly etag: string;
  readonly body: Body;
}

describe("the public contract for programs", () => {
  const cli = (...words: string[]) => spawnSync(process.execPath, [join(root, "src/app/main.ts"), ...words], { env: { ...process.env, PREGONERO_DATA: app.data, PREGONERO_ORIGIN: app.origin }, encoding: "utf8" });
  const makeToken = (scope: string, mail = "amaia@robledal-hariztegi.example") => cli("token", "make", "--name", "guion", "--mail", mail, "--scope", scope).stdout.trim();
  const api = (token: string, path: string, init: { method?: string; body?: string; headers?: Readonly<Record<string, string>> } = {}) => fetch(`${app.origin}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

  test("DECISIONS 16: every operation is described with its permission and needs a token of that scope", async () => {
    const document = await (await fetch(`${app.origin}/api/v1/openapi.json`)).json() as { openapi: string; paths: Record<string, Record<string, { security?: unknown[]; "x-permission"?: string }>> };
    expect(document.openapi).toBe("3.1.0");
    // A change of the contract is a change of this file, for all to see.
    await expect(`${JSON.stringify({ ...document, servers: undefined }, null, 2)}\n`).toMatchFileSnapshot("../docs/api/v1.json");
    const wrongScope = makeToken("account.own");
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        expect(operation.security, path).toEqual([{ token: [] }]);
        expect(actions, path).toContain(operation["x-permission"]);
        const address = path.replace("/v1", "").replace("{id}", anId);
        const init = { method: method.toUpperCase(), ...(method === "post" || method === "put" ? { body: '{"title":"x"}', headers: { "content-type": "application/json", "if-match": '"r1-draft"' } } : {}) };
        expect((await api("prg_nothing", address, init)).status, `${method} ${path}`).toBe(401);
        expect((await api(wrongScope, address, init)).status, `${method} ${path}`).toBe(403);
      }
    }
  });

  test("an Idempotency-Key does a thing once; with another content it is refused; a stale ETag too", async () => {
    const token = makeToken("publication.draft,office.read");
    const post = (title: string) => api(token, "/publications", { method: "POST", body: JSON.stringify({ title }), headers: { "content-type": "application/json", "idempotency-key": "clave-0001" } });
    const both = await Promise.all([post("Una"), post("Una")]);
    const [first, second] = await Promise.all(both.map((answer) => answer.json() as Promise<{ id: string }>));
    expect(first).toEqual(second);
    const other = await post("Otra");
    expect([other.status, other.headers.get("content-type")]).toEqual([422, "application/problem+json"]);
    const read = await api(token, `/publications/${first?.id}`);
    const etag = read.headers.get("etag") ?? "";
    expect((await api(token, `/publications/${first?.id}`, { headers: { "if-none-match": etag } })).status).toBe(304);
    const stale = await api(token, `/publications/${first?.id}/submission`, { method: "POST", headers: { "if-match": '"r0-draft"' } });
    expect([stale.status, (await stale.json() as { kind: string }).kind]).toEqual([409, "stale-revision"]);
  });

  test("EDI-1 EDI-R1 a program takes the road up to the door of approval: an item, a draft of it, its words, and it is sent to be approved", async () => {
    const token = makeToken("office.read,item.triage,publication.draft");
    const json = async <Body = unknown>(path: string, method = "GET", body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer<Body>> => {
      const answer = await api(token, path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }), headers: { "content-type": "application/json", ...headers } });
      return { status: answer.status, etag: answer.headers.get("etag") ?? "", body: (await answer.json()) as Body };
    };
    const { body: { items } } = await json<{ items: { id: string; variants: { language: string; title: string }[] }[] }>("/items");
    const [item] = items;
    expect(new Set(item?.variants.map(({ language }) => language))).toEqual(new Set(["es", "eu"]));
    expect((await json(`/items/${item?.id}/triage`, "POST", { decision: "not_applicable" })).body).toMatchObject({ kind: "reason-missing" });
    expect((await json(`/items/${item?.id}/triage`, "POST", { decision: "publish" })).status).toBe(200);
    expect((await json<{ items: { id: string }[] }>("/items?state=publish")).body.items.map(({ id }) => id)).toContain(item?.id);

    const { body: { id } } = await json<{ id: string }>(`/items/${item?.id}/publication`, "POST", undefined, { "idempotency-key": "un-borrador" });
    const read = await json<{ content: object; texts: Record<string, string> }>(`/publications/${id}`);
    expect(Object.keys(read.body.texts).toSorted()).toEqual(["es", "eu"]);
    const { body: { profiles } } = await json<{ profiles: { id: string; network: string }[] }>("/profiles");
    const content = { ...read.body.content, profiles: profiles.filter(({ network }) => network === "feed").map((profile) => profile.id) };
    const saved = await json<{ findings: { level: string }[] }>(`/publications/${id}/content`, "PUT", content, { "if-match": read.etag });
    expect(saved.status).toBe(200);
    expect(saved.body.findings.filter(({ level }) => level === "block")).toEqual([]);
    expect(await json(`/publications/${id}/content`, "PUT", content, { "if-match": read.etag })).toMatchObject({ status: 409, body: { kind: "revision-conflict" } });
    expect((await json(`/publications/${id}/submission`, "POST", undefined, { "if-match": (await json(`/publications/${id}`)).etag })).status).toBe(200);
    expect((await json<{ state: string }>(`/publications/${id}`)).body.state).toBe("in_review");
    expect((await json(`/publications/${id}/content`, "PUT", { ...content, texts: { es: 7 } }, { "if-match": read.etag })).body).toMatchObject({ kind: "bad-input", issues: [{ path: "texts.es" }] });
  });

  test("the command line says what it does, and with which exit code", () => {
    for (const command of ["serve", "migrate", "demo", "user", "token", "verify", "doctor"]) {
      const help = cli(command, "--help");
      expect([command, help.status]).toEqual([command, 0]);
      expect(help.stdout).toContain(`pregonero ${command}`);
    }
    expect(cli("nothing").status).toBe(2);
    expect(cli("user", "invite", "nobody@example.org").status).toBe(2);
    expect(cli("user", "list").stdout).toContain("amaia@robledal-hariztegi.example");
    expect(cli("doctor").status).toBe(0);
    expect(cli("demo", "drop").status).toBe(1);
  });

  test("EVI-4 the evidence is checked in place, over the network and from a folder; a changed byte is named", async () => {
    await expect.poll(async () => (await fetch(`${app.origin}/evidence/checkpoint`)).status, { timeout: 10_000 }).toBe(200);
    expect(cli("verify").status).toBe(0);
    expect(cli("verify", "--from", app.origin)).toMatchObject({ status: 0 });
    const folder = join(app.data, "export");
    expect(cli("verify", "--export", folder).status).toBe(0);
    expect(cli("verify", "--from", folder).status).toBe(0);
    const { readFileSync, writeFileSync, readdirSync } = await import("node:fs");
    const [name = ""] = readdirSync(join(folder, "tile", "0")).filter((entry) => entry.endsWith(".p"));
    const [width = ""] = readdirSync(join(folder, "tile", "0", name));
    const tile = join(folder, "tile", "0", name, width);
    const bytes = readFileSync(tile);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    writeFileSync(tile, bytes);
    const broken = cli("verify", "--from", folder);
    expect(broken.status).toBe(1);
    expect(broken.stdout).toMatch(/FAULT .*(tile|entry)/);
  });
});

test("P15 a told stop is clean and quick, and the same folder opens again", async () => {
  const own = await startProcess();
  const started = Date.now();
  expect(await own.stop()).toBe(0);
  expect(Date.now() - started).toBeLessThan(15_000);
  await own.restart();
  expect((await fetch(`${own.origin}/health`)).status).toBe(200);
  // Not awaited on the spot: a connection that the server closes meanwhile has to be heard of.
  const second = await new Promise<{ readonly status: unknown; readonly stderr: string }>((resolve) => {
    execFile(process.execPath, [join(root, "src/app/main.ts"), "serve"], { env: { ...process.env, PREGONERO_DATA: own.data, PORT: "0" }, timeout: 60_000 }, (error, _stdout, stderr) => resolve({ status: error?.code ?? 0, stderr }));
  });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain("Another Pregonero is already working");
  expect((await fetch(`${own.origin}/health`)).status).toBe(200);
  await own.remove();
});

test("P10 a database that is killed comes back by itself, with everything that was acknowledged", async () => {
  const client = await signInAs(app.origin, "Amaia Zubeldia");
  const { publicationId } = await client.call<{ publicationId: string }>("POST", "/publications", { title: "Antes del corte" });
  const pid = Number((await readFile(join(app.data, "postgres", "cluster", "postmaster.pid"), "utf8")).split("\n")[0]);
  process.kill(pid, "SIGKILL");
  await expect.poll(async () => (await client.ask("GET", `/publications/${publicationId}`).catch(() => ({ status: 0 }))).status, { timeout: 30_000, interval: 300 }).toBe(200);
  expect((await fetch(`${app.origin}/health`)).status).toBe(200);
});
