import { chromium } from "playwright-core";
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
const o = "http://localhost:8125";
async function as(name, vp, lang) {
  const c = await b.newContext({ viewport: vp, bypassCSP: true });
  const p = await c.newPage();
  await p.goto(o + "/entrar");
  await p.getByRole("button", { name }).click();
  await p.waitForURL(o + "/app/");
  await p.waitForTimeout(800);
  return p;
}
const which = process.argv[2];
if (which === "desk") {
  const p = await as("Jon Ibarra", { width: 1280, height: 900 });
  await p.screenshot({ path: "/tmp/s-today.png" });
  await p.goto(o + "/app/inbox"); await p.waitForTimeout(1200);
  await p.screenshot({ path: "/tmp/s-inbox.png" });
  await p.locator("main li a").first().click(); await p.waitForTimeout(1200);
  await p.screenshot({ path: "/tmp/s-thread.png" });
}
if (which === "phone") {
  const p = await as("Leire Otxoa", { width: 390, height: 844 });
  await p.goto(o + "/app/inbox"); await p.waitForTimeout(1200);
  await p.screenshot({ path: "/tmp/s-inbox-p.png" });
  await p.locator("main li a").first().click(); await p.waitForTimeout(1200);
  await p.screenshot({ path: "/tmp/s-thread-p.png" });
}
await b.close();
