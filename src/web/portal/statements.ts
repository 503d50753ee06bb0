import { html } from "hono/html";
import { readCheckpoint } from "#modules/evidence/index.ts";
import type { Services } from "#web/http/services.ts";
import { type Html, type PageSetting, portalPage } from "./frame.ts";

/** What the evidence is, its present state, and how anybody checks it. */
export async function evidencePage(services: Services, page: PageSetting): Promise<Html> {
  const { t, format } = page;
  const checkpoint = await readCheckpoint(services.db);
  return portalPage(page, services.origin, {
    title: t("portal.evidence.title"),
    pathIn: (other) => `/${other}/evidence`,
    body: html`<h1>${t("portal.evidence.title")}</h1><p>${t("portal.evidence.lead")}</p>
<dl class="facts card">
<dt>${t("portal.evidence.size")}</dt><dd>${format.number(checkpoint?.size ?? 0)}</dd>
<dt>${t("portal.evidence.sealedAt")}</dt><dd>${checkpoint ? `${format.longDay(checkpoint.at)}, ${format.time(checkpoint.at)}` : "—"}</dd>
<dt>${t("portal.evidence.root")}</dt><dd class="hash">${checkpoint ? Buffer.from(checkpoint.root).toString("base64") : "—"}</dd>
<dt>${t("portal.evidence.key")}</dt><dd class="hash">${services.verifierKey}</dd>
</dl>
<h2>${t("portal.evidence.howTitle")}</h2>
<ol class="stack tight"><li>${t("portal.evidence.how1")} <a href="/evidence/checkpoint">/evidence/checkpoint</a></li><li>${t("portal.evidence.how2")}</li><li>${t("portal.evidence.how3")}</li></ol>
<h2>${t("portal.evidence.limitsTitle")}</h2><p>${t("portal.evidence.limits")}</p>`,
  });
}

/** The accessibility statement (RD 1112/2018, art. 15), linked from every page. */
export function accessibilityPage(services: Services, page: PageSetting): Html {
  const { t } = page;
  return portalPage(page, services.origin, {
    title: t("portal.accessibility.title"),
    pathIn: (other) => `/${other}/accessibility`,
    body: html`<h1>${t("portal.accessibility.title")}</h1><p>${t("portal.accessibility.commitment")}</p>
<h2>${t("portal.accessibility.statusTitle")}</h2><p>${t("portal.accessibility.status")}</p>
<h2>${t("portal.accessibility.methodTitle")}</h2><p>${t("portal.accessibility.method")}</p>
<h2>${t("portal.accessibility.contactTitle")}</h2><p>${t("portal.accessibility.contact")}</p>`,
  });
}
