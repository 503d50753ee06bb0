/** A unit's name in the council's two languages. */
type Named = readonly [es: string, eu: string];

interface Service {
  readonly name: Named;
  readonly units: readonly Named[];
}

export interface Department {
  readonly key: string;
  readonly name: Named;
  readonly en: string;
  readonly services: readonly Service[];
}

const service = (es: string, eu: string, ...units: readonly Named[]): Service => ({ name: [es, eu], units });

/** The invented city's fifteen departments, 48 services and 71 units, as broad as a real council of its size. */
export const departments: readonly Department[] = [
  {
    key: "mayor", name: ["Alcaldía y Relaciones Institucionales", "Alkatetza eta Erakunde Harremanak"], en: "Mayor's Office and Institutional Relations",
    services: [
      service("Gabinete de Alcaldía", "Alkatetza Kabinetea", ["Agenda y Protocolo", "Agenda eta Protokoloa"]),
      service("Prensa y Comunicación", "Prentsa eta Komunikazioa", ["Gabinete de Prensa", "Prentsa Bulegoa"], ["Imagen Institucional", "Erakunde Irudia"]),
      service("Relaciones Institucionales", "Erakunde Harremanak", ["Proyectos Europeos", "Europako Proiektuak"]),
    ],
  },
  {
    key: "open", name: ["Gobierno Abierto y Centros Cívicos", "Gobernu Irekia eta Gizarte Etxeak"], en: "Open Government and Civic Centres",
    services: [
      service("Transparencia y Atención Ciudadana", "Gardentasuna eta Herritarren Arreta", ["Unidad de Transparencia y Contenidos", "Gardentasun eta Eduki Unitatea"], ["Atención Ciudadana 010", "010 Herritarren Arreta"], ["Buzón Ciudadano", "Herritarren Postontzia"]),
      service("Participación Ciudadana", "Herritarren Parte-hartzea", ["Procesos Participativos", "Parte-hartze Prozesuak"], ["Asociaciones", "Elkarteak"]),
      service("Centros Cívicos", "Gizarte Etxeak", ["Programas de Centros Cívicos", "Gizarte Etxeetako Programak"]),
    ],
  },
  {
    key: "mobility", name: ["Movilidad y Espacio Público", "Mugikortasuna eta Espazio Publikoa"], en: "Mobility and Public Space",
    services: [
      service("Movilidad", "Mugikortasuna", ["Tráfico", "Trafikoa"], ["Aparcamiento Regulado", "Aparkaleku Arautua"], ["Bicicleta", "Bizikleta"]),
      service("Vía Pública", "Bide Publikoa", ["Obras en la Calle", "Kaleko Obrak"], ["Alumbrado", "Argiteria"]),
      service("Mantenimiento Urbano", "Hiri Mantentzea", ["Mobiliario Urbano", "Hiri Altzariak"]),
      service("Obras Públicas", "Herri Lanak", ["Proyectos de Obra", "Obra Proiektuak"]),
    ],
  },
  {
    key: "climate", name: ["Clima y Medio Ambiente", "Klima eta Ingurumena"], en: "Climate and Environment",
    services: [
      service("Limpieza y Residuos", "Garbiketa eta Hondakinak", ["Limpieza Viaria", "Kaleen Garbiketa"], ["Recogida Selectiva", "Gaikako Bilketa"]),
      service("Parques y Jardines", "Parkeak eta Lorategiak", ["Arbolado", "Zuhaiztia"], ["Huertos Urbanos", "Hiri Baratzeak"]),
      service("Energía y Clima", "Energia eta Klima", ["Eficiencia Energética", "Energia Eraginkortasuna"]),
      service("Protección Animal", "Animalien Babesa", ["Centro de Protección Animal", "Animaliak Babesteko Zentroa"]),
    ],
  },
  {
    key: "safety", name: ["Seguridad Ciudadana", "Herritarren Segurtasuna"], en: "Public Safety",
    services: [
      service("Policía Local", "Udaltzaingoa", ["Atestados", "Atestatuak"], ["Policía de Barrio", "Auzo Polizia"]),
      service("Bomberos", "Suhiltzaileak", ["Prevención de Incendios", "Suteen Prebentzioa"]),
      service("Protección Civil", "Babes Zibila", ["Planes de Emergencia", "Larrialdi Planak"]),
    ],
  },
  {
    key: "finance", name: ["Hacienda", "Ogasuna"], en: "Finance",
    services: [
      service("Gestión Tributaria", "Zerga Kudeaketa", ["Impuestos", "Zergak"], ["Inspección", "Ikuskaritza"]),
      service("Recaudación", "Zerga-bilketa", ["Atención al Contribuyente", "Zergadunaren Arreta"]),
      service("Presupuestos y Contabilidad", "Aurrekontuak eta Kontabilitatea", ["Contabilidad", "Kontabilitatea"]),
    ],
  },
  {
    key: "sports", name: ["Deporte", "Kirola"], en: "Sport",
    services: [
      service("Instalaciones Deportivas", "Kirol Instalazioak", ["Piscinas", "Igerilekuak"], ["Polideportivos", "Kiroldegiak"]),
      service("Actividades Deportivas", "Kirol Jarduerak", ["Cursos", "Ikastaroak"], ["Deporte Escolar", "Eskola Kirola"]),
      service("Eventos Deportivos", "Kirol Ekitaldiak", ["Grandes Pruebas", "Proba Nagusiak"]),
    ],
  },
  {
    key: "culture", name: ["Cultura", "Kultura"], en: "Culture",
    services: [
      service("Programación Cultural", "Kultura Programazioa", ["Teatro y Música", "Antzerkia eta Musika"], ["Fiestas", "Jaiak"]),
      service("Bibliotecas", "Liburutegiak", ["Red de Bibliotecas", "Liburutegi Sarea"]),
      service("Patrimonio y Archivo", "Ondarea eta Artxiboa", ["Archivo Municipal", "Udal Artxiboa"], ["Museos", "Museoak"]),
    ],
  },
  {
    key: "education", name: ["Educación y Juventud", "Hezkuntza eta Gazteria"], en: "Education and Youth",
    services: [
      service("Educación", "Hezkuntza", ["Escuelas Infantiles", "Haur Eskolak"], ["Ludotecas", "Ludotekak"]),
      service("Juventud", "Gazteria", ["Oficina de Información Joven", "Gazte Informazio Bulegoa"]),
      service("Formación de Personas Adultas", "Helduen Prestakuntza", ["Academia Municipal de Folklore", "Folklore Udal Akademia"]),
    ],
  },
  {
    key: "social", name: ["Políticas Sociales", "Gizarte Politikak"], en: "Social Policies",
    services: [
      service("Servicios Sociales de Base", "Oinarrizko Gizarte Zerbitzuak", ["Acogida", "Harrera"], ["Ayudas Económicas", "Diru-laguntzak"]),
      service("Personas Mayores", "Adinekoak", ["Centros Socioculturales de Mayores", "Adinekoen Zentro Soziokulturalak"], ["Ayuda a Domicilio", "Etxez Etxeko Laguntza"]),
      service("Infancia y Familia", "Haurrak eta Familia", ["Intervención Familiar", "Familia Esku-hartzea"]),
      service("Inclusión Social", "Gizarteratzea", ["Alojamiento", "Ostatua"]),
    ],
  },
  {
    key: "equality", name: ["Igualdad", "Berdintasuna"], en: "Equality",
    services: [
      service("Igualdad", "Berdintasuna", ["Violencia Machista", "Indarkeria Matxista"]),
      service("Convivencia y Diversidad", "Bizikidetza eta Aniztasuna", ["Interculturalidad", "Kulturartekotasuna"]),
    ],
  },
  {
    key: "basque", name: ["Euskera", "Euskara"], en: "Basque Language",
    services: [
      service("Promoción del Euskera", "Euskararen Sustapena", ["Cursos de Euskera", "Euskara Ikastaroak"]),
      service("Traducción y Normalización", "Itzulpena eta Normalizazioa", ["Traducción", "Itzulpena"]),
    ],
  },
  {
    key: "economy", name: ["Promoción Económica, Comercio y Turismo", "Ekonomia Sustapena, Merkataritza eta Turismoa"], en: "Economic Promotion, Trade and Tourism",
    services: [
      service("Empleo y Empresas", "Enplegua eta Enpresak", ["Orientación Laboral", "Lan Orientazioa"], ["Emprendimiento", "Ekintzailetza"]),
      service("Comercio", "Merkataritza", ["Mercados y Ferias", "Azokak eta Feriak"]),
      service("Turismo", "Turismoa", ["Oficina de Turismo", "Turismo Bulegoa"], ["Palacio de Congresos", "Kongresu Jauregia"]),
    ],
  },
  {
    key: "housing", name: ["Urbanismo y Vivienda", "Hirigintza eta Etxebizitza"], en: "Town Planning and Housing",
    services: [
      service("Planeamiento", "Plangintza", ["Gestión del Suelo", "Lurzoruaren Kudeaketa"]),
      service("Licencias y Edificación", "Lizentziak eta Eraikuntza", ["Licencias de Obra", "Obra Lizentziak"], ["Actividades", "Jarduerak"]),
      service("Vivienda", "Etxebizitza", ["Alquiler Asequible", "Alokairu Eskuragarria"]),
    ],
  },
  {
    key: "people", name: ["Personas y Administración", "Pertsonak eta Administrazioa"], en: "People and Administration",
    services: [
      service("Recursos Humanos", "Giza Baliabideak", ["Selección y Formación", "Hautaketa eta Prestakuntza"], ["Relaciones Laborales", "Lan Harremanak"]),
      service("Tecnologías de la Información", "Informazio Teknologiak", ["Sistemas", "Sistemak"], ["Administración Electrónica", "Administrazio Elektronikoa"]),
      service("Contratación", "Kontratazioa", ["Compras", "Erosketak"]),
      service("Secretaría General", "Idazkaritza Nagusia", ["Registro General", "Erregistro Orokorra"]),
      service("Asesoría Jurídica", "Aholkularitza Juridikoa", ["Reclamaciones", "Erreklamazioak"]),
    ],
  },
];

/** Municipal entities: bodies of their own, with a head. */
export const entities: readonly { readonly key: string; readonly name: Named; readonly en: string }[] = [
  { key: "transport", name: ["Transportes Urbanos de Robledal", "Hariztegiko Hiri Garraioak"], en: "City Transport" },
  { key: "water", name: ["Aguas Municipales", "Udal Urak"], en: "City Water" },
  { key: "urban", name: ["Agencia de Desarrollo Urbano", "Hiri Garapenerako Agentzia"], en: "Urban Development Agency" },
  { key: "environment", name: ["Centro de Estudios Ambientales", "Ingurugiro Gaietarako Ikastegia"], en: "Environmental Study Centre" },
  { key: "music", name: ["Escuela Municipal de Música", "Udal Musika Eskola"], en: "Municipal Music School" },
];
