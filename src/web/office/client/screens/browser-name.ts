const browsers = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], ["Safari", "Safari"]] as const;
const systems = [["Android", "Android"], ["iPhone", "iOS"], ["iPad", "iPadOS"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["CrOS", "ChromeOS"], ["Linux", "Linux"]] as const;

/** «Firefox · Linux» from what a browser says of itself; undefined when it says nothing that we know. The order decides: each claims to be those after it. */
export function browserName(agent: string): string | undefined {
  const browser = browsers.find(([mark]) => agent.includes(`${mark}/`) || agent.includes(`Headless${mark}/`))?.[1];
  const system = systems.find(([mark]) => agent.includes(mark))?.[1];
  return [browser, system].filter((part) => part !== undefined).join(" · ") || undefined;
}
