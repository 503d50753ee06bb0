/** Where a profile of the example city stands on its morning. */
export type ExampleStanding = "active" | "dormant" | "closing" | "closed" | "suspended" | "found";
export type ExampleNetwork =
  "x" | "facebook" | "instagram" | "youtube" | "telegram" | "whatsapp" | "activitypub" | "mastodon" | "bluesky" | "linkedin" | "blog" | "feed";
export type ExampleKind = "institutional" | "general_attention" | "service" | "facility" | "campaign" | "emergency" | "office_holder";

export interface ExampleProfile {
  readonly network: ExampleNetwork;
  readonly handle: string;
  /** A department's or an entity's. */
  readonly of: string;
  readonly kind: ExampleKind;
  readonly name: readonly [es: string, eu: string];
  readonly state: ExampleStanding;
  /** `YYYY-MM-DD`. */
  readonly opened: string;
  /** Day of its last own post; undefined where it posts every day. */
  readonly lastPost?: string;
}

type Row = readonly [network: ExampleNetwork, handle: string, of: string, kind: ExampleKind, es: string, eu: string, opened: string, state?: ExampleStanding, lastPost?: string];

const rows: readonly Row[] = [
  ["activitypub", "robledal", "open", "general_attention", "Robledal informa", "Hariztegi berriak", "2024-03-04"],
  ["activitypub", "kirola", "sports", "service", "Deporte en Robledal", "Kirola Hariztegin", "2024-05-20"],
  ["activitypub", "movilidad", "mobility", "service", "Movilidad en Robledal", "Mugikortasuna Hariztegin", "2025-01-15"],
  ["activitypub", "euskara", "basque", "service", "Euskera en Robledal", "Euskara Hariztegin", "2025-02-21"],
  ["feed", "avisos", "open", "institutional", "Avisos municipales", "Udal oharrak", "2015-09-01"],
  ["mastodon", "robledal@herri.example", "open", "institutional", "Robledal-Hariztegi en el fediverso", "Robledal-Hariztegi fedibertsoan", "2023-01-10", "dormant", "2026-02-12"],

  ["x", "robledal_info", "open", "general_attention", "Robledal informa", "Hariztegi berriak", "2009-04-02"],
  ["x", "movirobledal", "mobility", "service", "Movilidad Robledal", "Mugikortasuna Hariztegi", "2012-06-11"],
  ["x", "policiarobledal", "safety", "service", "Policía Local", "Udaltzaingoa", "2013-03-18"],
  ["x", "emergrobledal", "safety", "emergency", "Emergencias Robledal", "Larrialdiak Hariztegi", "2014-11-03"],
  ["x", "kulturarobledal", "culture", "service", "Cultura Robledal", "Kultura Hariztegi", "2011-10-05"],
  ["x", "deporterobledal", "sports", "service", "Deporte Robledal", "Kirola Hariztegi", "2012-01-20"],
  ["x", "climarobledal", "climate", "service", "Clima y Medio Ambiente", "Klima eta Ingurumena", "2015-06-05"],
  ["x", "gazterobledal", "education", "service", "Juventud Robledal", "Gazteria Hariztegi", "2010-09-15"],
  ["x", "euskararobledal", "basque", "service", "Euskera Robledal", "Euskara Hariztegi", "2013-12-03"],
  ["x", "empleorobledal", "economy", "service", "Empleo Robledal", "Enplegua Hariztegi", "2014-02-10", "closing", "2026-08-14"],
  ["x", "turismorobledal", "economy", "service", "Turismo Robledal", "Turismoa Hariztegi", "2010-05-12"],
  ["x", "prensarobledal", "mayor", "institutional", "Prensa del Ayuntamiento", "Udaleko Prentsa", "2012-03-01"],
  ["x", "robledal2030", "climate", "campaign", "Robledal 2030", "Hariztegi 2030", "2019-05-06", "closed", "2021-12-30"],
  ["x", "robledal_alcaldia", "mayor", "office_holder", "Alcaldía de Robledal", "Hariztegiko Alkatetza", "2015-06-20", "found", "2019-05-24"],

  ["facebook", "AyuntamientoRobledal", "open", "general_attention", "Ayuntamiento de Robledal-Hariztegi", "Robledal-Hariztegiko Udala", "2010-02-15"],
  ["facebook", "PiscinasIbaialde", "sports", "facility", "Piscinas Ibaialde", "Ibaialdeko igerilekuak", "2014-05-30", "closing", "2026-03-20"],
  ["facebook", "DeporteRobledal", "sports", "service", "Deporte Robledal", "Kirola Hariztegi", "2012-09-03"],
  ["facebook", "CentrosCivicosRobledal", "open", "facility", "Centros Cívicos", "Gizarte Etxeak", "2013-10-14"],
  ["facebook", "BibliotecasRobledal", "culture", "facility", "Bibliotecas municipales", "Udal liburutegiak", "2012-04-23"],
  ["facebook", "TeatroZumardi", "culture", "facility", "Teatro Zumardi", "Zumardi antzokia", "2011-11-08"],
  ["facebook", "MovilidadRobledal", "mobility", "service", "Movilidad Robledal", "Mugikortasuna Hariztegi", "2013-05-06"],
  ["facebook", "GazteRobledal", "education", "service", "Juventud Robledal", "Gazteria Hariztegi", "2011-02-01"],
  ["facebook", "IgualdadRobledal", "equality", "service", "Igualdad Robledal", "Berdintasuna Hariztegi", "2016-03-08"],
  ["facebook", "MayoresRobledal", "social", "service", "Personas Mayores", "Adinekoak", "2017-10-01", "dormant", "2026-01-30"],
  ["facebook", "MercadoPlaza", "economy", "facility", "Mercado de la Plaza", "Plazako azoka", "2015-12-04", "found", "2026-09-18"],
  ["facebook", "TurismoRobledal", "economy", "service", "Turismo Robledal", "Turismoa Hariztegi", "2011-06-21"],
  ["facebook", "EscuelaMusicaRobledal", "music", "facility", "Escuela Municipal de Música", "Udal Musika Eskola", "2013-09-10"],
  ["facebook", "FiestasRobledal2018", "culture", "campaign", "Fiestas 2018", "2018ko jaiak", "2018-06-01", "closed", "2018-08-20"],
  ["facebook", "RobledalOficial", "open", "institutional", "Robledal Oficial", "Robledal Oficial", "2020-01-01", "found", "2026-09-10"],

  ["instagram", "robledalhariztegi", "open", "institutional", "Robledal-Hariztegi", "Robledal-Hariztegi", "2016-05-17"],
  ["instagram", "kulturarobledal", "culture", "service", "Cultura Robledal", "Kultura Hariztegi", "2017-03-27"],
  ["instagram", "fiestasrobledal", "culture", "service", "Fiestas de Robledal", "Hariztegiko jaiak", "2018-07-02"],
  ["instagram", "deporterobledal", "sports", "service", "Deporte Robledal", "Kirola Hariztegi", "2018-01-15"],
  ["instagram", "gazterobledal", "education", "service", "Juventud Robledal", "Gazteria Hariztegi", "2017-09-20"],
  ["instagram", "turismorobledal", "economy", "service", "Turismo Robledal", "Turismoa Hariztegi", "2016-06-10"],
  ["instagram", "bibliotecasrobledal", "culture", "facility", "Bibliotecas municipales", "Udal liburutegiak", "2019-04-23"],
  ["instagram", "igualdadrobledal", "equality", "service", "Igualdad Robledal", "Berdintasuna Hariztegi", "2019-11-25"],
  ["instagram", "huertosrobledal", "climate", "facility", "Huertos urbanos", "Hiri baratzeak", "2020-06-05", "dormant", "2025-12-18"],
  ["instagram", "cea_robledal", "environment", "facility", "Centro de Estudios Ambientales", "Ingurugiro Gaietarako Ikastegia", "2018-10-01"],
  ["instagram", "proteccionanimal", "climate", "facility", "Protección animal", "Animalien babesa", "2021-02-10", "dormant", "2026-02-01"],
  ["instagram", "robledal_0ficial", "open", "institutional", "Robledal 0ficial", "Robledal 0ficial", "2026-08-30", "found", "2026-09-19"],

  ["youtube", "RobledalTV", "mayor", "institutional", "Ayuntamiento de Robledal-Hariztegi", "Robledal-Hariztegiko Udala", "2009-11-20"],
  ["youtube", "PlenoRobledal", "people", "institutional", "Plenos municipales", "Udalbatzak", "2014-01-31"],
  ["youtube", "MusikaEskola", "music", "facility", "Escuela Municipal de Música", "Udal Musika Eskola", "2015-05-11", "dormant", "2026-03-01"],
  ["youtube", "FolkloreAkademia", "education", "facility", "Academia de Folklore", "Folklore Akademia", "2012-06-16", "closed", "2022-06-30"],

  ["telegram", "avisosrobledal", "open", "institutional", "Avisos de Robledal", "Hariztegiko oharrak", "2018-09-12"],
  ["telegram", "traficorobledal", "mobility", "service", "Tráfico en Robledal", "Trafikoa Hariztegin", "2019-02-04"],
  ["telegram", "juventudrobledal", "education", "service", "Canal joven", "Gazte kanala", "2020-03-30", "dormant", "2025-11-11"],
  ["whatsapp", "0029VaRobledalAvisos", "open", "institutional", "Avisos de Robledal", "Hariztegiko oharrak", "2024-02-01"],
  ["whatsapp", "0029VaRobledalEmergencias", "safety", "emergency", "Emergencias Robledal", "Larrialdiak Hariztegi", "2024-10-30"],

  ["bluesky", "robledal-hariztegi.example", "open", "institutional", "Robledal-Hariztegi", "Robledal-Hariztegi", "2024-11-18"],
  ["bluesky", "kultura.robledal-hariztegi.example", "culture", "service", "Cultura Robledal", "Kultura Hariztegi", "2025-03-10"],
  ["bluesky", "plan.robledal-hariztegi.example", "housing", "campaign", "Plan General de Robledal", "Hariztegiko Plan Orokorra", "2024-12-01", "closed", "2025-12-31"],
  ["linkedin", "ayuntamiento-robledal-hariztegi", "people", "institutional", "Ayuntamiento de Robledal-Hariztegi", "Robledal-Hariztegiko Udala", "2019-01-14", "suspended", "2026-09-01"],
  ["blog", "prensa.robledal-hariztegi.example", "mayor", "institutional", "Sala de prensa", "Prentsa aretoa", "2011-01-10"],
  ["blog", "aguas.robledal-hariztegi.example", "water", "service", "Blog del agua", "Uraren bloga", "2016-03-22", "closed", "2023-03-22"],
];

/** The 62 profiles of the example city: 44 active, 6 dormant, 2 closing, 5 closed, 1 suspended and 4 that were found. */
export const exampleProfiles: readonly ExampleProfile[] = rows.map(([network, handle, of, kind, es, eu, opened, state = "active", lastPost]) => ({
  network, handle, of, kind, name: [es, eu], opened, state, ...(lastPost === undefined ? {} : { lastPost }),
}));
