interface PageText {
  readonly title: string;
  readonly summary: string;
  readonly body: readonly string[];
}

/** One page of the example city's web, in its two languages. */
export interface ExamplePage {
  readonly slug: string;
  readonly department: "mobility" | "culture" | "sports";
  readonly kind: "news" | "event" | "notice";
  readonly publishedAt: string;
  readonly es: PageText;
  readonly eu: PageText;
  /** What it said when posts about it went out, where it says something else now; its feed has not been touched since. */
  readonly before?: { readonly es: PageText; readonly eu: PageText };
}

const NOT_IN_FORCE = "Este contenido no está vigente.";

/** What the web of Robledal-Hariztegi says on 21 September 2026. Everything is invented. */
export const examplePages: readonly ExamplePage[] = [
  {
    slug: "corte-calle-mayor", department: "mobility", kind: "notice", publishedAt: "2026-09-21T06:10:00Z",
    es: {
      title: "Corte de tráfico en la calle Mayor el martes 22",
      summary: "La calle Mayor estará cerrada a los vehículos el martes 22 de septiembre, de 8:00 a 14:00, por obras en la red de agua.",
      body: ["El desvío va por la calle del Molino y la plaza de la Fuente.", "Las líneas 2 y 5 del autobús paran en la plaza de la Fuente mientras dure el corte.", "El paso a pie y a los garajes está garantizado."],
    },
    eu: {
      title: "Kale Nagusia itxita ibilgailuentzat hilaren 22an, asteartea",
      summary: "Kale Nagusia ibilgailuentzat itxita egongo da irailaren 22an, 8:00etatik 14:00etara, ur-sareko obrengatik.",
      body: ["Desbideratzea Errota kaletik eta Iturri plazatik egingo da.", "2. eta 5. autobus-lineak Iturri plazan geldituko dira itxiera amaitu arte.", "Oinezkoen eta garajeen sarbidea bermatuta dago."],
    },
  },
  {
    slug: "linea-5-domingos", department: "mobility", kind: "news", publishedAt: "2026-09-21T05:45:00Z",
    es: {
      title: "La línea 5 circulará también los domingos",
      summary: "Desde el 27 de septiembre, la línea 5 une Zumardi y el hospital cada media hora también los domingos y festivos.",
      body: ["El primer autobús sale a las 7:30 y el último a las 22:00.", "El cambio responde a las peticiones recogidas en el buzón ciudadano."],
    },
    eu: {
      title: "5. linea igandeetan ere ibiliko da",
      summary: "Irailaren 27tik aurrera, 5. lineak Zumardi eta ospitalea lotuko ditu ordu erdiro, igande eta jaiegunetan ere.",
      body: ["Lehen autobusa 7:30ean irtengo da eta azkena 22:00etan.", "Aldaketa herritarren postontzian jasotako eskaerei erantzuteko egin da."],
    },
  },
  {
    slug: "aparcabicis-nuevos", department: "mobility", kind: "news", publishedAt: "2026-09-18T09:00:00Z",
    es: {
      title: "Doscientas plazas nuevas para bicicletas junto a los centros cívicos",
      summary: "Ya pueden usarse doscientas plazas de aparcabicis junto a los centros cívicos de Zumardi, Ibaialde y Lakua.",
      body: ["Cada centro tiene además una bomba de aire y herramientas.", "El uso es gratuito."],
    },
    eu: {
      title: "Bizikletentzako berrehun leku berri gizarte-etxeen ondoan",
      summary: "Erabilgarri daude Zumardi, Ibaialde eta Lakuako gizarte-etxeen ondoko bizikletentzako berrehun lekuak.",
      body: ["Etxe bakoitzak aire-ponpa bat eta tresnak ditu.", "Doakoa da."],
    },
  },
  {
    slug: "concierto-plaza", department: "culture", kind: "event", publishedAt: "2026-09-20T10:00:00Z",
    es: {
      title: "Concierto de la banda municipal en la plaza de la Fuente",
      summary: "El sábado 26 de septiembre, a las 19:00, la banda municipal toca en la plaza de la Fuente. La entrada es libre.",
      body: ["Programa: música de cine y piezas de compositoras vascas.", "Si llueve, el concierto será en el teatro."],
    },
    eu: {
      title: "Udal bandaren kontzertua Iturri plazan",
      summary: "Irailaren 26an, larunbata, 19:00etan, udal bandak Iturri plazan joko du. Sarrera doan da.",
      body: ["Egitaraua: zinemako musika eta euskal konpositoreen lanak.", "Euria egiten badu, antzokian izango da."],
    },
  },
  {
    slug: "biblioteca-horario", department: "culture", kind: "notice", publishedAt: "2026-09-21T07:05:00Z",
    es: {
      title: "La biblioteca de Lakua abre por la tarde desde octubre",
      summary: "Desde el 1 de octubre, la biblioteca de Lakua abre de lunes a viernes de 9:00 a 20:30.",
      body: ["La sala de estudio mantiene su horario de fin de semana."],
    },
    eu: {
      title: "Lakuako liburutegia arratsaldez zabalduko da urritik aurrera",
      summary: "Urriaren 1etik aurrera, Lakuako liburutegia astelehenetik ostiralera irekiko da, 9:00etatik 20:30era.",
      body: ["Ikasketa-gelak asteburuko ordutegia mantentzen du."],
    },
  },
  {
    slug: "cursos-deporte", department: "sports", kind: "notice", publishedAt: "2026-09-21T06:40:00Z",
    es: {
      title: "Abierta la inscripción en los cursos deportivos de otoño",
      summary: "Hasta el 2 de octubre pueden pedirse plazas en los cursos deportivos de otoño, en la sede electrónica o en los centros cívicos.",
      body: ["Hay 3.200 plazas en 84 cursos.", "Las plazas se reparten por sorteo el 5 de octubre."],
    },
    eu: {
      title: "Udazkeneko kirol-ikastaroetarako izen-ematea zabalik",
      summary: "Urriaren 2ra arte eska daitezke udazkeneko kirol-ikastaroetako plazak, egoitza elektronikoan edo gizarte-etxeetan.",
      body: ["3.200 plaza daude 84 ikastarotan.", "Plazak zozketaz banatuko dira urriaren 5ean."],
    },
  },
  {
    slug: "piscina-ibaialde", department: "sports", kind: "notice", publishedAt: "2026-09-19T08:00:00Z",
    es: {
      title: "La piscina cubierta de Ibaialde reabre el lunes 28",
      summary: "Terminan los trabajos de limpieza y la piscina cubierta de Ibaialde reabre el lunes 28 de septiembre a las 7:00.",
      body: ["El vaso de enseñanza abre el 1 de octubre."],
    },
    eu: {
      title: "Ibaialdeko igerileku estalia hilaren 28an irekiko da berriro",
      summary: "Garbiketa-lanak amaituta, Ibaialdeko igerileku estalia irailaren 28an irekiko da, astelehena, 7:00etan.",
      body: ["Irakaskuntzako igerilekua urriaren 1ean irekiko da."],
    },
  },
  // Scenario 9: the hour has changed since it was published.
  {
    slug: "visita-muralla", department: "culture", kind: "event", publishedAt: "2026-09-20T08:00:00Z",
    es: {
      title: "Visita guiada a la muralla el sábado 26",
      summary: "El sábado 26 de septiembre, a las 20:00, hay una visita guiada a la muralla. Sale de la plaza de la Fuente y es gratuita.",
      body: ["Hay que pedir plaza en el teléfono 010.", "La visita dura una hora y media y termina en el museo."],
    },
    eu: {
      title: "Harresirako bisita gidatua, hilaren 26an",
      summary: "Irailaren 26an, larunbata, 20:00etan, bisita gidatua egingo da harresira. Iturri plazatik aterako da eta doan da.",
      body: ["Lekua 010 telefonoan eskatu behar da.", "Bisitak ordu eta erdi irauten du eta museoan amaitzen da."],
    },
    before: {
      es: {
        title: "Visita guiada a la muralla el sábado 26",
        summary: "El sábado 26 de septiembre, a las 19:00, hay una visita guiada a la muralla. Sale de la plaza de la Fuente y es gratuita.",
        body: ["Hay que pedir plaza en el teléfono 010.", "La visita dura una hora y media y termina en el museo."],
      },
      eu: {
        title: "Harresirako bisita gidatua, hilaren 26an",
        summary: "Irailaren 26an, larunbata, 19:00etan, bisita gidatua egingo da harresira. Iturri plazatik aterako da eta doan da.",
        body: ["Lekua 010 telefonoan eskatu behar da.", "Bisitak ordu eta erdi irauten du eta museoan amaitzen da."],
      },
    },
  },
  // Scenario 8: it says of itself that it is not in force, and three posts go on citing it.
  {
    slug: "ayudas-transporte", department: "mobility", kind: "notice", publishedAt: "2026-09-16T08:00:00Z",
    es: { title: "Ayudas para el abono de transporte", summary: NOT_IN_FORCE, body: ["La convocatoria se ha anulado y se publicará de nuevo."] },
    eu: { title: "Garraio-txartelerako laguntzak", summary: NOT_IN_FORCE, body: ["Deialdia bertan behera geratu da eta berriro argitaratuko da."] },
    before: {
      es: {
        title: "Ayudas para el abono de transporte",
        summary: "Hasta el 9 de octubre puede pedirse la ayuda de 120 € para el abono de transporte.",
        body: ["La solicitud se presenta en la sede electrónica o en los centros cívicos."],
      },
      eu: {
        title: "Garraio-txartelerako laguntzak",
        summary: "Urriaren 9ra arte eska daiteke garraio-txartelerako 120 euroko laguntza.",
        body: ["Eskaera egoitza elektronikoan edo gizarte-etxeetan aurkezten da."],
      },
    },
  },
];
