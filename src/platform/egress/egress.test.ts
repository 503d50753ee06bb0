import { createServer, type Server } from "node:net";
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MINUTE } from "#kernel/instant.ts";
import { testClock } from "#tests/clock.ts";
import { misbehaviour, startSite, type TestSite } from "#tests/site.ts";
import { createEgress, type Egress, type EgressRequest } from "./egress.ts";

const clock = testClock();
let site: TestSite;
let egress: Egress;

beforeAll(async () => {
  site = await startSite({ "/hello": { body: "hello", type: "text/plain" } });
});
afterAll(() => site.close());
beforeEach(() => {
  site.forget();
  egress = make();
});
afterEach(() => egress.close());

const make = (more: Partial<Parameters<typeof createEgress>[0]> = {}) =>
  createEgress({ allowPrivate: [site.authority], userAgent: "Pregonero/test", clock, ...more });

const get = (path: string, more: Partial<EgressRequest> = {}) =>
  egress.fetch({ url: path.startsWith("/") ? site.origin + path : path, maxBytes: 1_000_000, timeoutMs: 5_000, maxRedirects: 3, ...more });

const text = (answer: Awaited<ReturnType<typeof get>>) => (answer.kind === "answer" ? new TextDecoder().decode(answer.body) : answer);

describe("an ordinary request", () => {
  test("brings status, headers, final address and body, under our name", async () => {
    const answer = await get("/hello");
    expect(answer).toMatchObject({ kind: "answer", status: 200, url: `${site.origin}/hello`, headers: { "content-type": "text/plain" } });
    expect(text(answer)).toBe("hello");
    expect(site.seen[0]?.headers).toMatchObject({ "user-agent": "Pregonero/test", host: site.authority });
  });

  test("sends method, headers and body as given", async () => {
    let body = "";
    site.set("/inbox", (request, response) => {
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => response.writeHead(202).end());
    });
    expect(await get("/inbox", { method: "POST", body: "{}", headers: { Signature: "abc", "Content-Type": "application/json" } })).toMatchObject({ kind: "answer", status: 202 });
    expect(body).toBe("{}");
    expect(site.seen[0]).toMatchObject({ method: "POST", headers: { signature: "abc", "content-type": "application/json" } });
  });

  test("uses a connection again", async () => {
    const before = site.connections();
    for (let n = 0; n < 5; n += 1) await get("/hello");
    expect(site.connections() - before).toBeLessThan(3);
  });

  test.each([
    ["gzip", gzipSync("hello, compressed")],
    ["br", brotliCompressSync("hello, compressed")],
    ["deflate", deflateSync("hello, compressed")],
    ["deflate", deflateRawSync("hello, compressed")],
  ])("reads %s", async (coding, bytes) => {
    site.set("/coded", misbehaviour.encoded(coding, bytes));
    expect(text(await get("/coded"))).toBe("hello, compressed");
  });

  test("gives a 304 and an empty body as they are", async () => {
    const first = await get("/hello");
    const etag = first.kind === "answer" ? (first.headers["etag"] ?? "") : "";
    expect(await get("/hello", { headers: { "if-none-match": etag } })).toMatchObject({ kind: "answer", status: 304 });
  });

  test("asks only for types that it can use, when told which", async () => {
    expect(await get("/hello", { accept: ["application/activity+json"] })).toMatchObject({ kind: "refused", reason: "content-type" });
    expect(await get("/hello", { accept: ["application/json", "text/plain"] })).toMatchObject({ kind: "answer", status: 200 });
    expect(await get("/nothing", { accept: ["application/activity+json"] })).toMatchObject({ kind: "answer", status: 404 });
  });
});

describe("T6: no way inside", () => {
  /** A listener on loopback that nobody may reach. */
  let canary: Server;
  let port = 0;
  let touched = 0;
  beforeAll(async () => {
    canary = createServer((socket) => {
      touched += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => canary.listen({ port: 0, host: "::", ipv6Only: false }, resolve));
    const address = canary.address();
    port = typeof address === "object" && address ? address.port : 0;
  });
  afterAll(() => new Promise((resolve) => canary.close(resolve)));
  beforeEach(() => {
    touched = 0;
  });

  const hosts = [
    "127.0.0.1", "127.1", "127.0.1", "127.0.0.2", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0x0.0x0.0x1", "0x7f.1", "0177.0.0.1", "0177.1", "017700000001",
    "00000177.0.0.1", "127.0.0.01", "127.0.0.0x1", "0", "0.0.0.0", "0x0", "00", "%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "１２７.０.０.１", "127。0。0。1", "127.0.0.1.",
    "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::127.0.0.1]", "[::7f00:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::127.0.0.1]", "[2002:7f00:1::]", "[2001:0:7f00:1::80ff:fffe]", "[2001:0:808:808::80ff:fffe]",
    "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12:3456::1]", "[ff02::1]", "[100::1]", "[2001:db8::1]", "[3fff::1]", "[5f00::1]", "[::ffff:10.0.0.1]", "[::ffff:a9fe:a9fe]",
    "localhost", "LOCALHOST", "localhost.", "ｌｏｃａｌｈｏｓｔ", "lo%63alhost", "inner.example", "both.example", "six.example", "mapped.example", "nat64.example",
  ];
  const names: Readonly<Record<string, readonly string[]>> = {
    localhost: ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1", "::1"],
    "inner.example": ["127.0.0.1"],
    "both.example": ["93.184.215.14", "127.0.0.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "nat64.example": ["64:ff9b::127.0.0.1"],
  };
  const forms = [
    ...hosts.flatMap((host) => [`http://${host}/`, `https://${host}/`, `http://${host}:CANARY/`, `http://${host}:443/x`]),
    "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1:CANARY/_x", "data:text/plain,x", "javascript:alert(1)", "ws://127.0.0.1:CANARY/", "unix:/var/run/docker.sock",
    "http://user@127.0.0.1:CANARY/", "http://user:pass@127.0.0.1:CANARY/", "http://8.8.8.8@127.0.0.1:CANARY/", "http://127.0.0.1:CANARY\\@8.8.8.8/", "http://127.0.0.1:CANARY#@8.8.8.8/",
    "http:127.0.0.1:CANARY", "http:/127.0.0.1:CANARY/", "http:\\\\127.0.0.1:CANARY\\", " http://127.0.0.1:CANARY/", "ht\ttp://127.0.0.1:CANARY/", "http://127.0.\n0.1:CANARY/",
    "//127.0.0.1:CANARY/", "", "http://", "http://:80/", "http://[::1", "http://127.0.0.1:99999/", `http://127.0.0.1/${"a".repeat(9_000)}`, "HTTP://127.0.0.1:CANARY/", "http://0x7f.1:CANARY/",
  ];

  test(`reaches nothing through ${forms.length} forms of an address`, async () => {
    const inside = make({ allowPrivate: [], resolve: (name) => Promise.resolve(names[name] ?? []) });
    const wrong: string[] = [];
    for (const form of forms) {
      const url = form.replaceAll("CANARY", String(port));
      const answer = await inside.fetch({ url, maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 3 });
      const proof = answer.kind === "refused" || (answer.kind === "failed" && answer.reason === "dns" && !answer.sent);
      if (!proof) wrong.push(`${url} -> ${JSON.stringify(answer)}`);
    }
    await inside.close();
    expect(wrong).toEqual([]);
    expect(forms.length).toBeGreaterThanOrEqual(200);
    expect(touched).toBe(0);
  });

  test("reaches nothing through a redirect from a public or listed place", async () => {
    for (const host of hosts.filter((name) => !name.includes("."))) {
      site.set("/go", misbehaviour.redirect(`http://${host}/secret`));
      const answer = await get("/go");
      expect([host, answer.kind]).toEqual([host, "refused"]);
    }
    site.set("/go", misbehaviour.redirect(`http://127.0.0.1:${port}/secret`));
    expect(await get("/go")).toMatchObject({ kind: "refused", reason: "port" });
    site.set("/go", misbehaviour.redirect("http://127.0.0.1/secret"));
    expect(await get("/go")).toMatchObject({ kind: "refused", reason: "redirect-to-private", url: "http://127.0.0.1/secret" });
    expect(touched).toBe(0);
  });

  test("reaches nothing when a name changes its address after a redirect led to it", async () => {
    let asked = 0;
    const rebinding = make({
      resolve: () => {
        asked += 1;
        return Promise.resolve(["127.0.0.1"]);
      },
    });
    site.set("/go", misbehaviour.redirect("http://rebind.example/"));
    const answer = await rebinding.fetch({ url: `${site.origin}/go`, maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 3 });
    await rebinding.close();
    expect(answer).toMatchObject({ kind: "refused", reason: "redirect-to-private" });
    expect(asked).toBe(1);
  });

  test("connects to the address that it checked and asks nobody again in between (DNS rebinding)", async () => {
    const replies = [["127.0.0.1"], ["169.254.169.254"], ["10.0.0.1"]];
    const asked: string[] = [];
    // The name is listed, so the first answer may be private: what matters is that there is no second question.
    const name = `rebind.example:${site.authority.split(":")[1]}`;
    const rebinding = make({
      allowPrivate: [name],
      resolve: (host) => {
        asked.push(host);
        return Promise.resolve(replies[asked.length - 1] ?? []);
      },
    });
    const answer = await rebinding.fetch({ url: `http://${name}/hello`, maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 0 });
    await rebinding.close();
    expect(answer).toMatchObject({ kind: "answer", status: 200 });
    expect(asked).toEqual(["rebind.example"]);
    expect(site.seen.at(-1)?.headers.host).toBe(name);
  });

  test.each(["127.0.0.1", "http://127.0.0.1:80", "*:80", "127.0.0.1:*", "", "a b:80", "user@host:80", "host:99999"])("refuses %j in the allow-list", (entry) => {
    expect(() => make({ allowPrivate: [entry] })).toThrow(/allow-list/);
  });
});

describe("redirects", () => {
  test("are followed to the number given", async () => {
    site.set("/1", misbehaviour.redirect("/2", 301));
    site.set("/2", misbehaviour.redirect("./3", 307));
    site.set("/3", misbehaviour.redirect(`${site.origin}/hello`, 308));
    expect(await get("/1")).toMatchObject({ kind: "answer", status: 200, url: `${site.origin}/hello` });
    expect(await get("/1", { maxRedirects: 2 })).toMatchObject({ kind: "refused", reason: "too-many-redirects" });
    site.set("/1", misbehaviour.redirect("/ñandú"));
    site.set("/%C3%B1and%C3%BA", { body: "¡hola!" });
    expect(text(await get("/1"))).toBe("¡hola!");
  });

  test("are the answer when none is to be followed, and for what is sent", async () => {
    site.set("/1", misbehaviour.redirect("/hello"));
    expect(await get("/1", { maxRedirects: 0 })).toMatchObject({ kind: "answer", status: 302, headers: { location: "/hello" } });
    expect(await get("/1", { method: "POST", body: "x" })).toMatchObject({ kind: "answer", status: 302 });
    expect(site.seen.map(({ path }) => path)).toEqual(["/1", "/1"]);
  });

  test("in a circle are found out", async () => {
    site.set("/a", misbehaviour.redirect("/b"));
    site.set("/b", misbehaviour.redirect("/a#again"));
    expect(await get("/a")).toMatchObject({ kind: "refused", reason: "redirect-loop" });
  });

  test("do not take credentials to another origin", async () => {
    const other = await startSite({ "/": { body: "other" } });
    const both = make({ allowPrivate: [site.authority, other.authority] });
    site.set("/go", misbehaviour.redirect(`${other.origin}/`));
    const headers = { authorization: "Bearer secret", cookie: "a=b", "x-api-key": "secret", accept: "text/html" };
    await both.fetch({ url: `${site.origin}/go`, headers, maxBytes: 1_000, timeoutMs: 2_000, maxRedirects: 3 });
    await both.close();
    expect(site.seen[0]?.headers).toMatchObject(headers);
    expect(other.seen[0]?.headers).toMatchObject({ accept: "text/html" });
    expect(Object.keys(other.seen[0]?.headers ?? {})).not.toEqual(expect.arrayContaining(["authorization"]));
    for (const name of ["authorization", "cookie", "x-api-key"]) expect(other.seen[0]?.headers[name]).toBeUndefined();
    await other.close();
  });

  test("to another scheme or to nowhere are refused", async () => {
    site.set("/go", misbehaviour.redirect("file:///etc/passwd"));
    expect(await get("/go")).toMatchObject({ kind: "refused", reason: "scheme" });
    site.set("/go", misbehaviour.redirect("http://["));
    expect(await get("/go")).toMatchObject({ kind: "refused", reason: "bad-url" });
  });
});

describe("T5, T9: what comes back cannot hurt", () => {
  const blanks = Buffer.alloc(50_000_000, 32);
  test.each([
    ["gzip", gzipSync(blanks)],
    ["br", brotliCompressSync(blanks, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ["deflate", deflateSync(blanks)],
    ["deflate", deflateRawSync(blanks)],
  ])("a %s bomb is cut by its ratio", async (coding, bytes) => {
    site.set("/bomb", misbehaviour.encoded(coding, bytes));
    expect(await get("/bomb", { maxBytes: 100_000_000 })).toMatchObject({ kind: "failed", reason: "compression-ratio", sent: true });
  });

  test("a well compressed text is cut by its size", async () => {
    let seed = 1;
    const noise = Buffer.alloc(3_000_000, 0).map(() => (seed = (seed * 48_271) % 2_147_483_647) % 7);
    site.set("/big", misbehaviour.encoded("gzip", gzipSync(noise)));
    expect(await get("/big")).toMatchObject({ kind: "failed", reason: "too-large" });
  });

  test("codings upon codings are not opened", async () => {
    site.set("/twice", misbehaviour.encoded("gzip, gzip", gzipSync(gzipSync("x"))));
    expect(await get("/twice")).toMatchObject({ kind: "failed", reason: "protocol" });
  });

  test("what says that it is compressed and is not is a fault of the protocol", async () => {
    for (const coding of ["gzip", "br", "deflate"]) {
      site.set("/not", misbehaviour.encoded(coding, Buffer.from("plain text, really")));
      expect(await get("/not")).toMatchObject({ kind: "failed", reason: "protocol" });
    }
  });

  test("half of a compressed text is cut off", async () => {
    site.set("/half", misbehaviour.encoded("gzip", gzipSync("x".repeat(10_000)).subarray(0, 30)));
    expect(await get("/half")).toMatchObject({ kind: "failed", reason: "cut-off" });
  });

  test("an endless body is cut at the limit", async () => {
    site.set("/endless", misbehaviour.endless("text/plain", "x".repeat(10_000)));
    expect(await get("/endless")).toMatchObject({ kind: "failed", reason: "too-large", sent: true });
  });

  test("2 GB announced are not begun", async () => {
    let poured = 0;
    site.set("/2gb", (_request, response) => {
      response.writeHead(200, { "content-length": String(2 ** 31) });
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(65_536))) poured += 65_536;
      };
      response.on("drain", pour);
      pour();
    });
    expect(await get("/2gb")).toMatchObject({ kind: "failed", reason: "too-large" });
    expect(poured).toBeLessThan(16_000_000);
  });

  test("one byte now and then meets the deadline", async () => {
    site.set("/trickle", misbehaviour.trickle(20));
    const from = performance.now();
    expect(await get("/trickle", { timeoutMs: 300 })).toMatchObject({ kind: "failed", reason: "timeout", sent: true });
    expect(performance.now() - from).toBeLessThan(1_500);
  });

  test("silence meets the deadline", async () => {
    site.set("/silent", misbehaviour.silent());
    expect(await get("/silent", { timeoutMs: 200 })).toMatchObject({ kind: "failed", reason: "timeout", sent: true });
  });

  test("a flood of headers is a fault of the protocol", async () => {
    site.set("/headers", misbehaviour.raw(`HTTP/1.1 200 OK\r\n${"X-Flood: 1\r\n".repeat(10_000)}\r\n`));
    expect(await get("/headers")).toMatchObject({ kind: "failed", reason: "protocol" });
    site.set("/header", misbehaviour.raw(`HTTP/1.1 200 OK\r\nX-Long: ${"a".repeat(100_000)}\r\n\r\n`));
    expect(await get("/header")).toMatchObject({ kind: "failed", reason: "protocol" });
  });

  test("an answer that is no HTTP is a fault of the protocol", async () => {
    site.set("/garbage", misbehaviour.raw("SSH-2.0-OpenSSH_9.2\r\n"));
    expect(await get("/garbage")).toMatchObject({ kind: "failed", reason: "protocol", sent: true });
  });

  test("a hang-up in the middle is known as one", async () => {
    site.set("/cut", misbehaviour.cutOff("half"));
    expect(await get("/cut")).toMatchObject({ kind: "failed", reason: "cut-off", sent: true });
  });
});

describe("did anything leave?", () => {
  test("no: nobody listens", async () => {
    const gone = await startSite();
    await gone.close();
    const lonely = make({ allowPrivate: [gone.authority] });
    expect(await lonely.fetch({ url: gone.origin, maxBytes: 1, timeoutMs: 2_000, maxRedirects: 0 })).toMatchObject({ kind: "failed", reason: "connect", sent: false });
    await lonely.close();
  });

  test("no: the name is unknown", async () => {
    const lost = make({ resolve: () => Promise.reject(new Error("ENOTFOUND")) });
    expect(await lost.fetch({ url: "https://nowhere.example/", maxBytes: 1, timeoutMs: 2_000, maxRedirects: 0 })).toMatchObject({ kind: "failed", reason: "dns", sent: false });
    await lost.close();
  });

  test("no: the name server does not answer in time", async () => {
    const slow = make({ resolve: () => new Promise(() => undefined) });
    expect(await slow.fetch({ url: "https://slow.example/", maxBytes: 1, timeoutMs: 100, maxRedirects: 0 })).toMatchObject({ kind: "failed", reason: "timeout", sent: false });
  });

  test("no: it speaks no TLS", async () => {
    expect(await get(`https://${site.authority}/`)).toMatchObject({ kind: "failed", reason: "tls", sent: false });
  });

  test("no: it was still waiting for its turn", async () => {
    site.set("/silent", misbehaviour.silent());
    const busy = Array.from({ length: 4 }, () => get("/silent", { timeoutMs: 600 }));
    expect(await get("/hello", { timeoutMs: 150 })).toMatchObject({ kind: "failed", reason: "timeout", sent: false });
    await Promise.all(busy);
    expect(await get("/hello")).toMatchObject({ kind: "answer" });
    expect(site.seen.filter(({ path }) => path === "/hello")).toHaveLength(1);
  });

  test("maybe: the caller gave up while it was under way", async () => {
    site.set("/silent", misbehaviour.silent());
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 100);
    expect(await get("/silent", { signal: giveUp.signal })).toMatchObject({ kind: "failed", reason: "cancelled", sent: true });
  });
});

test("asks a host for no more than four things at a time, and all get their turn", async () => {
  let now = 0;
  let most = 0;
  site.set("/slow", (_request, response) => {
    most = Math.max(most, (now += 1));
    setTimeout(() => {
      now -= 1;
      response.end("done");
    }, 20);
  });
  const answers = await Promise.all(Array.from({ length: 30 }, () => get("/slow")));
  expect(answers.every(({ kind }) => kind === "answer")).toBe(true);
  expect(most).toBe(4);
});

test("remembers a failure for as long as it is told, and no success", async () => {
  const ask = () => get("/missing", { reuseFailureForMs: MINUTE });
  site.remove("/missing");
  expect(await ask()).toMatchObject({ status: 404 });
  site.set("/missing", { body: "there" });
  expect(await ask()).toMatchObject({ status: 404 });
  expect(await get("/missing")).toMatchObject({ status: 200 });
  clock.advance(MINUTE);
  expect(await ask()).toMatchObject({ status: 200 });
  expect(site.seen).toHaveLength(3);
});

describe("a stream", () => {
  const open = (path: string, more: Partial<Parameters<Egress["stream"]>[0]> = {}) => {
    const parts: string[] = [];
    const stop = new AbortController();
    const url = path.startsWith("/") ? site.origin + path : path;
    const ended = egress.stream({ url, timeoutMs: 1_000, silenceMs: 150, signal: stop.signal, onPart: (part) => parts.push(new TextDecoder().decode(part)), ...more });
    return { parts, stop, ended };
  };

  test("brings each part as it comes, until the server ends it", async () => {
    site.set("/events", (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("event: one\n\n");
      setTimeout(() => response.end("event: two\n\n"), 30);
    });
    const { parts, ended } = open("/events", { headers: { Authorization: "Bearer x" } });
    expect(await ended).toEqual({ kind: "ended", reason: "closed" });
    expect(parts.join("")).toBe("event: one\n\nevent: two\n\n");
    expect(site.seen[0]?.headers).toMatchObject({ authorization: "Bearer x", "user-agent": "Pregonero/test" });
  });

  test("ends when told, and when it says nothing for too long", async () => {
    site.set("/silent-stream", (_request, response) => void response.writeHead(200).write(":"));
    const told = open("/silent-stream", { silenceMs: 5_000 });
    await expect.poll(() => told.parts.length).toBe(1);
    told.stop.abort();
    expect(await told.ended).toEqual({ kind: "ended", reason: "cancelled" });
    expect(await open("/silent-stream").ended).toEqual({ kind: "ended", reason: "silence" });
  });

  test("that is refused, cut off, redirected or nowhere says so", async () => {
    site.set("/no", (_request, response) => void response.writeHead(401).end());
    site.set("/elsewhere", (_request, response) => void response.writeHead(302, { location: "/hello" }).end());
    site.set("/cut", (request, response) => { response.writeHead(200).write("x"); setTimeout(() => request.socket.destroy(), 20); });
    expect(await open("/no").ended).toEqual({ kind: "not-open", status: 401 });
    expect(await open("/elsewhere").ended).toEqual({ kind: "not-open", status: 302 });
    expect(await open("/cut").ended).toEqual({ kind: "ended", reason: "cut-off" });
    expect(await open("http://127.0.0.1:1/").ended).toMatchObject({ kind: "refused" });
    expect(await open("ftp://example.org/").ended).toEqual({ kind: "refused", reason: "scheme" });
  });

  test("goes to no private address that a name hides", async () => {
    const guarded = make({ allowPrivate: [], resolve: () => Promise.resolve(["10.0.0.1"]) });
    const answer = await guarded.stream({ url: "https://inside.example/", timeoutMs: 1_000, silenceMs: 100, signal: new AbortController().signal, onPart: () => undefined });
    expect(answer).toEqual({ kind: "refused", reason: "private-address" });
    await guarded.close();
  });

  test("takes no place from requests, however many stay open, and ends when the client is closed", async () => {
    site.set("/long", (_request, response) => void response.writeHead(200).write(":"));
    const streams = Array.from({ length: 8 }, () => open("/long", { silenceMs: 60_000 }));
    await expect.poll(() => streams.filter(({ parts }) => parts.length > 0).length).toBe(8);
    expect(await get("/hello")).toMatchObject({ status: 200 });
    await egress.close();
    expect(await Promise.all(streams.map(({ ended }) => ended))).toEqual(Array.from({ length: 8 }, () => ({ kind: "ended", reason: "cancelled" })));
    egress = make();
  });
});
