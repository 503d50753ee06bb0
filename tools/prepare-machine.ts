import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** What the whole test suite needs besides Node: Debian's Chromium (with an emoji font) and a PostgreSQL server. Installed with apt when missing. */
const needed: readonly { readonly has: () => boolean; readonly packages: readonly string[] }[] = [
  { has: () => existsSync("/usr/bin/chromium"), packages: ["chromium", "fonts-noto-color-emoji"] },
  { has: () => existsSync("/usr/lib/postgresql"), packages: ["postgresql"] },
  // A mail server that is not ours, and the certificate that it shows.
  { has: () => existsSync("/usr/bin/aiosmtpd"), packages: ["python3-aiosmtpd"] },
  { has: () => existsSync("/usr/bin/openssl"), packages: ["openssl"] },
  { has: () => existsSync("/usr/bin/setpriv"), packages: ["util-linux"] },
];

const missing = needed.filter(({ has }) => !has()).flatMap(({ packages }) => packages);
if (missing.length > 0) {
  const root = process.geteuid?.() === 0;
  const apt = (...args: string[]) =>
    spawnSync(root ? "apt-get" : "sudo", [...(root ? [] : ["-n", "apt-get"]), ...args], { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }).status === 0;
  console.log(`Installing with apt: ${missing.join(", ")}`);
  if (!apt("install", "-y", "--no-install-recommends", ...missing) && !(apt("update") && apt("install", "-y", "--no-install-recommends", ...missing))) {
    console.error(`The tests need ${missing.join(", ")}. Install them (apt-get install ${missing.join(" ")}) and run again.`);
    process.exit(1);
  }
}
