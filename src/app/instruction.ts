import type { Article } from "#modules/policy/index.ts";

/** What the Instruction of 14 February 2017 says, section by section, in our own words. */
export const instructionArticles: readonly Article[] = [
  {
    number: "1",
    title: { es: "Ámbito y fuentes", eu: "Eremua eta iturriak", en: "Scope and sources" },
    summary: {
      es: "Las direcciones de los Departamentos y las entidades municipales ponen los medios para que la web, y cuando corresponda los perfiles, lleven toda la información municipal de cada día. La web y los perfiles son fuentes primarias; las dos direcciones web son la referencia, se mantienen al día y se revisan sin pausa. Lo que se dice en los perfiles vale lo mismo que lo que dice la web.",
      eu: "Sailetako zuzendaritzek eta udal-erakundeek baliabideak jartzen dituzte webguneak, eta dagokionean profilek, eguneroko udal-informazio osoa izan dezaten. Webgunea eta profilak lehen mailako iturriak dira; bi web-helbideak dira erreferentzia, eguneratuta eta etengabe berrikusita. Profiletan esandakoak webgunean esandakoaren balio bera du.",
      en: "Directorates of Departments and municipal entities provide the means for the web, and where it applies the profiles, to carry all of each day's municipal information. The web and the profiles are primary sources; the two web addresses are the reference, kept up to date and under constant review. What profiles say is worth the same as what the web says.",
    },
  },
  {
    number: "2",
    title: { es: "Papeles y condiciones", eu: "Zereginak eta baldintzak", en: "Roles and conditions" },
    summary: {
      es: "La unidad de transparencia y contenidos coordina; las jefaturas de servicio y de unidad promueven lo de su Departamento; gestiona el personal técnico o asesor que conoce el funcionamiento y las vías internas, los protocolos, el buzón ciudadano y su materia. El Departamento facilita esa formación y la práctica. La dedicación se estima de forma realista según los tipos de interacción. Una sola persona no basta: siempre un equipo que cubra vacaciones y bajas. Si por excepción se contrata fuera, el contrato recoge las normas de la Estrategia.",
      eu: "Gardentasun eta eduki unitateak koordinatzen du; zerbitzu- eta unitate-buruek beren sailekoa sustatzen dute; kudeatzailea barne-funtzionamendua eta barne-bideak, protokoloak, herritarren postontzia eta bere gaia ezagutzen dituen teknikaria edo aholkularia da. Sailak ematen ditu prestakuntza hori eta praktika. Arduraldia modu errealistan kalkulatzen da, interakzio moten arabera. Pertsona bakarra ez da nahikoa: beti talde bat, oporrak eta bajak estaltzeko. Salbuespenez kanpoan kontratatzen bada, kontratuak Estrategiaren arauak jasotzen ditu.",
      en: "The transparency and content unit coordinates; heads of service and unit promote what is their Department's; those manage, technical staff or advisers, who know internal functioning and routes, protocols, the citizen mailbox and their own field. The Department provides that training and the practice. Dedication is estimated realistically by types of interaction. One person alone is not enough: always a team that covers holidays and sick leave. Where management is exceptionally contracted out, the contract carries the Strategy's rules.",
    },
  },
];
