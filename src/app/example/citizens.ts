import type { Visibility } from "#networks/contract/index.ts";

/** Somebody of the example city who writes to a profile, with a server that nothing can be sent to. */
export interface Citizen {
  readonly name: string;
  readonly account: string;
}

const SERVER = "herria.example";

export const authorOf = ({ name, account }: Citizen) => ({
  id: `https://${SERVER}/users/${account}`, handle: `@${account}@${SERVER}`, name, url: `https://${SERVER}/@${account}`,
});
export const messageAddress = ({ account }: Citizen, number: number) => `https://${SERVER}/@${account}/${1_000 + number}`;

/** What was said to the profiles before the day begins and since; all of it is invented. */
export interface Said {
  readonly key: "overdue" | "bus" | "bus-eu" | "library" | "private" | "pool" | "bench" | "second-thought" | "thanks" | "urgent";
  readonly citizen: Citizen;
  readonly profile: "city" | "sports";
  /** On the council's wall clock. */
  readonly at: `2026-09-${number}T${number}:${number}`;
  readonly language: "es" | "eu" | "en";
  readonly visibility: Visibility;
  /** Answers the publication that went out in the morning. */
  readonly aboutBus?: true;
  readonly text: string;
  readonly picture?: { readonly url: string; readonly alt: string };
}

export const said: readonly Said[] = [
  {
    key: "overdue", citizen: { name: "Iker Lasa", account: "ikerlasa" }, profile: "city", at: "2026-09-18T18:00", language: "eu", visibility: "public",
    text: "@robledal Arratsalde on. Bi gau daramatzagu argirik gabe Iturri kalean. Noiz konponduko duzue?",
  },
  {
    key: "bench", citizen: { name: "Rosa M.", account: "rosam" }, profile: "city", at: "2026-09-21T08:40", language: "es", visibility: "public",
    text: "@robledal Buenos días, el banco de la plaza Nueva sigue roto y hay clavos a la vista. ¿Quién lo arregla?",
    picture: { url: `https://${SERVER}/media/banco-plaza-nueva.jpg`, alt: "Banco de madera con dos tablas sueltas y clavos hacia arriba" },
  },
  {
    key: "private", citizen: { name: "Miren Ugarte", account: "mirenu" }, profile: "city", at: "2026-09-21T08:50", language: "es", visibility: "direct",
    text: "@robledal Hola. Me han denegado la ayuda de comedor de mi hija y no entiendo la carta. ¿Con quién puedo hablar?",
  },
  {
    key: "pool", citizen: { name: "Unai", account: "unai_igeri" }, profile: "sports", at: "2026-09-21T08:55", language: "eu", visibility: "public",
    text: "@kirola Kaixo, noiz irekiko da berriro Ibaialdeko igerileku estalia?",
  },
  {
    key: "bus", citizen: { name: "Ane Etxeberria", account: "aneetxe" }, profile: "city", at: "2026-09-21T09:05", language: "es", visibility: "public", aboutBus: true,
    text: "¡Por fin! ¿El primer autobús de la línea 5 sale a la misma hora los domingos y los festivos?",
  },
  {
    key: "bus-eu", citizen: { name: "Mikel Aranburu", account: "mikela" }, profile: "city", at: "2026-09-21T09:20", language: "eu", visibility: "public", aboutBus: true,
    text: "Eta azken autobusa zer ordutan irtengo da ospitaletik? Gauez lan egiten dugunontzat garrantzitsua da.",
  },
  {
    key: "second-thought", citizen: { name: "Carlos R.", account: "carlosr" }, profile: "city", at: "2026-09-21T09:25", language: "es", visibility: "public",
    text: "@robledal ¿Se sabe ya dónde van los aparcabicis nuevos? Mi dirección es la de siempre.",
  },
  {
    key: "library", citizen: { name: "Grace Hill", account: "gracehill" }, profile: "city", at: "2026-09-21T09:40", language: "en", visibility: "unlisted",
    text: "@robledal Hi! I have just moved here. Is the Lakua library open in the afternoons already?",
  },
  {
    key: "thanks", citizen: { name: "Begoña", account: "bego" }, profile: "sports", at: "2026-09-21T09:10", language: "es", visibility: "public",
    text: "@kirola Gracias por contestar tan rápido ayer, todo claro.",
  },
  {
    // What cannot wait goes to whoever is on call, by its own words (PROT-R8).
    key: "urgent", citizen: { name: "Nerea", account: "nerea_b" }, profile: "sports", at: "2026-09-21T09:45", language: "es", visibility: "public",
    text: "@kirola Perdón por escribir aquí, no sé a quién decírselo. No puedo más y quiero morir.",
  },
];

/** What somebody said instead of a message that they took back. */
export const secondThought = "@robledal Perdón, repito sin mis datos: ¿se sabe ya dónde van los aparcabicis nuevos?";

/** What the council answered before ten. */
export const poolAnswer = "Kaixo, Unai. Ibaialdeko igerileku estalia irailaren 28an zabalduko da berriro, astelehena, goizeko 7:00etan.";
export const benchNote = "He avisado a la brigada por teléfono; contestan antes de las 11. @Jon Ibarra, ¿lo sigues tú?";
