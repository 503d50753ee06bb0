import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { expectAccessible, openBrowser } from "./axe.ts";
import { letDaysGoBy, startExampleCity } from "./example-city.ts";
import { signInAs } from "./office-client.ts";
import type { RunningProcess } from "./process.ts";
import { inspect } from "./screens.ts";
import { stepper, takeSeat, wordsOf } from "./staff.ts";

let browser: Browser;
let city: RunningProcess;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  city = await startExampleCity();
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
  await city.remove();
});

interface Request { readonly revision: number; readonly state: string; readonly content: Readonly<Record<string, unknown>>; readonly profiles: readonly string[] }
interface People { readonly people: readonly { readonly id: string; readonly name: string; readonly postType: string; readonly unit: Readonly<Record<string, string>> | null; readonly appointments: readonly { readonly role: string }[] }[] }
interface Life { readonly standings: readonly { readonly state: string }[]; readonly closing: { readonly closesOn: string | null; readonly notices: readonly { readonly dueOn: string }[] } | null }

const samples = (n: number) => Array.from({ length: n }, (_, index) => `Texto de muestra ${index + 1}`);

test.each(["es", "eu"] as const)("the life of a profile in %s: PRO-R1 PRO-R2 PRO-R3 PRO-R6 PRO-R7 PRO-R8 POR-1 POR-9", { timeout: 600_000 }, async (language) => {
  const t = wordsOf(language);
  const { origin } = city;
  const step = stepper(browser, `profile-life-${language}`);
  const seat = async (name: string) => {
    const { page } = await takeSeat(browser);
    await page.goto(`${origin}/entrar`);
    // Most of the city is folded away.
    await page.locator("details").evaluateAll((all) => all.forEach((each) => each.setAttribute("open", "")));
    await page.getByRole("button", { name }).first().click();
    await page.waitForURL(`${origin}/app/`);
    await (await signInAs(origin, name)).call("PUT", "/session/preferences", { language, singleKeys: true });
    await page.reload();
    await page.getByRole("heading", { level: 1 }).waitFor();
    return page;
  };
  const staff = { director: "", team: [""], lacking: "" };
  const made = { requestId: "", profileId: "" };

  await step("anybody asks whether an account is official, and reports the one that is not", async () => {
    const { page, leave } = await takeSeat(browser);
    await page.goto(`${origin}/${language}/official`);
    await page.getByLabel(t("portal.official.question")).fill("https://x.example/robledal_0ficial");
    await page.getByRole("button", { name: t("portal.official.ask") }).click();
    await page.getByRole("heading", { name: t("portal.official.answer.not-official") }).waitFor();
    await page.getByText(t("portal.official.nearest")).waitFor();
    await inspect(page, "official-not");
    await page.getByRole("button", { name: t("portal.official.send") }).click();
    await page.getByText(t("portal.official.thanks")).waitFor();
    await page.goto(`${origin}/${language}/official?q=x.example/Robledal_Info?s=20`);
    await page.getByRole("heading", { name: t("portal.official.answer.official") }).waitFor();
    await leave();
  });

  await step("a head of service asks for a profile, and is told what is missing", async () => {
    const ines = await signInAs(origin, "Inés Salazar");
    const { people } = await ines.call<People>("GET", "/people");
    const inSports = people.filter((person) => person.unit?.["es"] === "Deporte");
    staff.director = inSports.find((person) => person.appointments.some(({ role }) => role === "director"))?.name ?? "";
    staff.lacking = people.find((person) => person.name === "Ane Goikoetxea")?.id ?? "";
    // Her proof of the citizen mailbox turns out to be somebody else's.
    const coordinator = await signInAs(origin, "Amaia Zubeldia");
    const { competences } = await coordinator.call<{ readonly competences: readonly { readonly id: string; readonly area: string }[] }>("GET", `/people/${staff.lacking}`);
    for (const { id, area } of competences) if (area === "citizen_mailbox") await coordinator.call("POST", `/competences/${id}/withdraw`, { reason: "El curso era de otra persona" });
    const units = await ines.call<readonly { readonly id: string; readonly name: Readonly<Record<string, string>> }[]>("GET", "/units");
    const sports = units.find((unit) => unit.name["es"] === "Deporte")?.id;
    const page = await seat("Inés Salazar");
    await page.goto(`${origin}/app/requests`);
    await page.locator("summary", { hasText: t("requests.new") }).click();
    await page.getByLabel(t("requests.forUnit")).selectOption(sports ?? "");
    await page.getByRole("button", { name: t("requests.start") }).click();
    await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
    made.requestId = page.url().split("/").at(-1) ?? "";
    await page.getByRole("heading", { name: t("requests.tasks") }).waitFor();
    await inspect(page, "request-empty");
    await page.getByRole("link", { name: t("section.purpose"), exact: true }).click();
    await page.getByLabel(t("requestField.purpose")).fill("Avisos de las piscinas de invierno");
    await page.getByLabel(t("requestField.objectives")).fill("Reducir las llamadas un 20 %");
    await page.getByRole("button", { name: t("requests.saveAndGoOn") }).click();
    await page.waitForURL(/\/publics$/);
    const { revision, content } = await ines.call<Request>("GET", `/requests/${made.requestId}`);
    expect(content).toMatchObject({ purpose: "Avisos de las piscinas de invierno", objectives: ["Reducir las llamadas un 20 %"] });
    await ines.call("PUT", `/requests/${made.requestId}`, {
      revision,
      content: {
        ...content, publics: ["Abonados"], publicsEvidence: "Encuesta de 2025", findings: "40 menciones al mes", whyNew: "No cabe en el de deporte", kind: "facility",
        networks: [{ network: "tiktok", reason: "Está el público joven", handle: "neguko_igerilekuak" }], interactionTypes: ["listen", "moderate", "answer_queries"], postsPerWeek: 6,
        inbound: { all: 25, queries: 14, complaints: 4, direct: 5 }, estimateAccepted: true, contentKinds: "Avisos", sources: "Web de deporte", shortSamples: samples(20), longSamples: samples(10),
        commentPolicy: "Normas", replyCircuit: "Servicio de deporte", crisisContact: "Guardia", indicators: ["Respuestas a tiempo"], similarProfiles: ["a", "b", "c", "d", "e"], training: "Buzón ciudadano",
        dataProtection: true, accessibility: true, displayName: { es: "Piscinas de invierno", eu: "Neguko igerilekuak" }, firstPostOn: "2026-11-02",
        team: [{ personId: staff.lacking, role: "manager", hours: 7, accreditedBy: "" }],
      },
    });
    await page.goto(`${origin}/app/requests/${made.requestId}`);
    await page.getByRole("button", { name: t("requests.submit") }).click();
    // PRO-R2: one manager is none.
    await page.getByText(t("refusal.request-incomplete", { count: 1 })).waitFor();
    await inspect(page, "request-team-too-small");
  });

  await step("with a second person it is complete, signed by the director and submitted", async () => {
    const ines = await signInAs(origin, "Inés Salazar");
    const { people } = await ines.call<People>("GET", "/people");
    const second = people.find((person) => person.postType === "technical" && person.id !== staff.lacking && person.appointments.some(({ role }) => role === "manager"));
    const { revision, content } = await ines.call<Request>("GET", `/requests/${made.requestId}`);
    await ines.call("PUT", `/requests/${made.requestId}`, { revision, content: { ...content, team: [
      { personId: staff.lacking, role: "manager", hours: 7, accreditedBy: "" }, { personId: second?.id ?? "", role: "manager", hours: 7, accreditedBy: "" },
    ] } });
    const director = await seat(staff.director);
    await director.goto(`${origin}/app/requests/${made.requestId}`);
    await director.getByRole("button", { name: t("requests.sign") }).click();
    await director.getByRole("button", { name: t("requests.sign") }).waitFor({ state: "detached" });
    const page = await seat("Inés Salazar");
    await page.goto(`${origin}/app/requests/${made.requestId}`);
    await page.getByRole("button", { name: t("requests.submit") }).click();
    await page.getByText(t("requestState.submitted")).first().waitFor();
  });

  await step("it is evaluated, and refused for lack of training until that is put right", async () => {
    const page = await seat("Amaia Zubeldia");
    await page.goto(`${origin}/app/requests/${made.requestId}`);
    await page.getByText(t("requests.evaluate"), { exact: true }).click();
    for (const criterion of ["need", "public", "content", "team", "hours", "overlap", "languages", "accessibility", "sustainability"] as const) await page.getByLabel(`${t(`criterion.${criterion}`)}: ${t("score.2")}`).check();
    await page.getByLabel(t("requests.metOn")).fill("2026-09-18");
    await page.getByLabel(t("requests.minutes")).fill("Acta 9/2026");
    await page.getByLabel(t("requests.reasons")).fill("Hay público y equipo");
    await page.getByRole("button", { name: t("requests.saveEvaluation") }).click();
    await page.getByRole("button", { name: t("requests.approve") }).click();
    await page.getByText(t("refusal.plan-obstacles", { count: 1 })).waitFor();
    await inspect(page, "request-not-trained");
    const amaia = await signInAs(origin, "Amaia Zubeldia");
    const { team } = await amaia.call<{ readonly team: readonly { readonly personId: string; readonly missing: readonly string[] }[] }>("GET", `/requests/${made.requestId}`);
    for (const { personId, missing } of team) {
      for (const area of missing) await amaia.call("POST", `/people/${personId}/competences`, { area, proof: "course", evidence: "Curso de septiembre", obtainedOn: "2026-09-20", validUntil: null });
    }
    await page.reload();
    await page.getByText(t("requests.noObstacles")).waitFor();
    await page.getByRole("button", { name: t("requests.approve") }).click();
    await page.getByRole("button", { name: t("requests.approve") }).waitFor({ state: "detached" });
    const promoter = await seat("Inés Salazar");
    await promoter.goto(`${origin}/app/requests/${made.requestId}`);
    await promoter.getByRole("button", { name: t("requests.agree") }).click();
    await promoter.getByText(t("requestState.approved")).first().waitFor();
    made.profileId = (await amaia.call<Request>("GET", `/requests/${made.requestId}`)).profiles[0] ?? "";
    expect(made.profileId).not.toBe("");
  });

  await step("it is opened when everything is in place, and not before", async () => {
    const page = await seat("Amaia Zubeldia");
    await page.goto(`${origin}/app/profiles/${made.profileId}`);
    await page.getByRole("button", { name: t("life.activate") }).click();
    await page.getByText(t("refusal.opening-incomplete", { count: 8 })).waitFor();
    await inspect(page, "profile-opening");
    const amaia = await signInAs(origin, "Amaia Zubeldia");
    expect((await amaia.ask("POST", `/profiles/${made.profileId}/opening`, { item: "mailbox", value: "ane@robledal-hariztegi.example" })).body).toMatchObject({ refusal: { kind: "mail-of-a-person" } });
    const domain = ((await amaia.ask("POST", `/profiles/${made.profileId}/opening`, { item: "mailbox", value: "redes@lejos.example" })).body as { refusal: { domains: readonly string[] } }).refusal.domains[0] ?? "";
    const values = { mailbox: `redes.kirola@${domain}`, recovery: "Caja fuerte", admins: "Ane Goikoetxea, Unidad de Transparencia", mfa: "Aplicación", houseRules: "https://robledal.example/normas", hours: "8:30-19:30", avatar: "Escudo", bio: "Piscinas" };
    for (const [item, value] of Object.entries(values)) {
      const noted = await amaia.ask("POST", `/profiles/${made.profileId}/opening`, { item, value });
      expect(noted.status, `${item}: ${JSON.stringify(noted.body)}`).toBe(200);
    }
    await page.reload();
    await page.getByText(t("life.openingReady")).waitFor();
    await page.getByRole("button", { name: t("life.activate") }).click();
    await page.getByRole("button", { name: t("life.activate") }).waitFor({ state: "detached" });
    expect((await amaia.call<Life>("GET", `/profiles/${made.profileId}/life`)).standings.map(({ state }) => state)).toEqual(["opening", "active"]);
  });

  await step("after 181 silent days it is dormant, and whoever promotes it is told", async () => {
    await letDaysGoBy(city, 182);
    const amaia = await signInAs(origin, "Amaia Zubeldia");
    await expect.poll(async () => (await amaia.call<Life>("GET", `/profiles/${made.profileId}/life`)).standings.at(-1)?.state, { timeout: 60_000 }).toBe("dormant");
    const page = await seat("Inés Salazar");
    await page.getByText(t("lifeTaskWhat.dormant")).first().waitFor();
    await page.goto(`${origin}/app/profiles/${made.profileId}`);
    const ask = page.locator("details.act", { has: page.locator("summary", { hasText: t("life.askClosing") }) });
    await ask.locator("summary").click();
    await ask.getByLabel(t("life.reason")).fill("Nadie lo usa");
    await ask.getByRole("button", { name: t("life.askClosing") }).click();
    await page.getByText(t("life.waitsForSecond")).waitFor();
    await expectAccessible(page);
  });

  await step("a coordinator agrees, three notices are given, and it closes on its day with its name reserved", async () => {
    const page = await seat("Amaia Zubeldia");
    await page.goto(`${origin}/app/profiles/${made.profileId}`);
    await page.getByRole("button", { name: t("life.agreeClosing") }).click();
    await page.getByText(t("life.closesOn"), { exact: true }).waitFor();
    await inspect(page, "profile-closing");
    const amaia = await signInAs(origin, "Amaia Zubeldia");
    const say = async (number: number) => {
      const ines = await signInAs(origin, "Inés Salazar");
      await ines.call("POST", `/profiles/${made.profileId}/closing/notice`, { number, url: `https://tiktok.example/@neguko_igerilekuak/${number}` });
    };
    await say(1);
    await amaia.call("POST", `/profiles/${made.profileId}/closing/settle`, { archive: "Expediente 12/2027", handleKeptBy: "Unidad de Transparencia y Contenidos" });
    await letDaysGoBy(city, 16);
    await say(2);
    await letDaysGoBy(city, 13);
    await say(3);
    await letDaysGoBy(city, 2);
    const later = await signInAs(origin, "Amaia Zubeldia");
    await expect.poll(async () => (await later.call<Life>("GET", `/profiles/${made.profileId}/life`)).standings.at(-1)?.state, { timeout: 60_000 }).toBe("closed");
    const { page: anybody } = await takeSeat(browser);
    await anybody.goto(`${origin}/${language}/official?q=tiktok.com/@neguko_igerilekuak`);
    await anybody.getByRole("heading", { name: t("portal.official.answer.formerly") }).waitFor();
    await anybody.getByText(t("portal.official.handleKept")).waitFor();
    await inspect(anybody, "official-formerly");
  });
});
