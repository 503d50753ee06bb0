import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold } from "./field.ts";
import { recognise } from "./recognise.ts";

const read = (text: string) => recognise(fold(text)).map(({ kind, value }) => `${kind} ${value}`);

describe("DRI-3 the fields of a page, as Spanish, Basque and English write them", () => {
  test.each([
    // Dates
    ["El sábado 26 de septiembre de 2026", ["date w6", "date 2026-09-26"]],
    ["Será el 17 y 18 de octubre", ["date 10-17", "date 10-18"]],
    ["del 5 de octubre al 7 de noviembre", ["date 10-05", "date 11-07"]],
    ["el 1º de octubre", ["date 10-01"]],
    ["25/09/2026 y 2026-10-02", ["date 2026-09-25", "date 2026-10-02"]],
    ["Irailaren 26an, larunbata", ["date 09-26", "date w6"]],
    ["2026ko irailaren 25ean", ["date 2026-09-25"]],
    ["irailaren 17tik 19ra", ["date 09-17", "date 09-19"]],
    ["urriaren 17an eta 18an", ["date 10-17", "date 10-18"]],
    ["hilaren 22an, asteartea", ["date d22", "date w2"]],
    ["25 September 2026, Friday", ["date 2026-09-25", "date w5"]],
    ["desde octubre", ["date m10"]],
    ["urritik aurrera", ["date m10"]],
    // Times
    ["a las 19:00", ["time 19:00"]],
    ["19.00 h", ["time 19:00"]],
    ["a las 7 de la tarde", ["time 19:00"]],
    ["a las siete y media de la tarde", ["time 19:30"]],
    ["de 8:00 a 14:00", ["time 08:00", "time 14:00"]],
    ["19:00etan", ["time 19:00"]],
    ["8:00etatik 14:00etara", ["time 08:00", "time 14:00"]],
    ["arratsaldeko 7etan", ["time 19:00"]],
    ["arratsaldeko zazpietan", ["time 19:00"]],
    ["goizeko 10:30ean", ["time 10:30"]],
    ["at 7 pm", ["time 19:00"]],
    // Amounts
    ["Cuesta 1.234,50 €", ["amount 1234.5 €"]],
    ["12 euros", ["amount 12 €"]],
    ["12 euro dira", ["amount 12 €"]],
    ["€ 1,234.50", ["amount 1234.5 €"]],
    ["un 21 %", ["amount 21 %"]],
    ["% 21", ["amount 21 %"]],
    ["Hay 3.200 plazas", ["amount 3200 n"]],
    ["El uso es gratuito", ["amount 0 €"]],
    ["Sarrera doan da", ["amount 0 €"]],
    // Deadlines
    ["Hasta el 2 de octubre", ["deadline 10-02"]],
    ["Plazo: 2 de octubre", ["deadline 10-02"]],
    ["Urriaren 2ra arte", ["deadline 10-02"]],
    ["until 2 October", ["deadline 10-02"]],
    // Whom to ask
    ["Llame al 010", ["phone 010"]],
    ["+34 945 16 11 00", ["phone 945161100"]],
    ["945 161 100", ["phone 945161100"]],
    ["945161100", ["phone 945161100"]],
    ["https://www.ciudad.example/cita?b=2&a=1&utm_source=x#arriba", ["url ciudad.example/cita?a=1&b=2"]],
    ["Gazte@Ciudad.example", ["url mailto:gazte@ciudad.example"]],
    // Places
    ["toca en la plaza de la Fuente. La entrada", ["place plaza de la fuente"]],
    ["por la calle del Molino", ["place calle del molino"]],
    ["la piscina cubierta de Ibaialde", ["place piscina cubierta de ibaialde"]],
    ["Iturri plazan joko du", ["place iturri plaza"]],
    ["Iturri plazatik aterako da", ["place iturri plaza"]],
    ["in Fountain Square", ["place fountain square"]],
    ["Lugar: teatro municipal", ["place teatro municipal"]],
    // Status
    ["Concierto cancelado", ["status cancelled"]],
    ["Ekitaldia bertan behera", ["status cancelled"]],
    ["Aplazado por la lluvia", ["status postponed"]],
    ["Entradas agotadas", ["status full"]],
    // Nothing of the kind
    ["Las plazas se reparten por sorteo", []],
    ["Programa: música de cine", []],
    ["84 cursos", []],
  ])("%s", (text, fields) => expect(read(text)).toEqual(fields));
});

// Every word that a pattern knows, as it may be written, between figures and names.
const words = `
  enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre urtarrilaren otsailaren martxoaren apirilaren maiatzaren ekainaren uztailaren abuztuaren irailaren urritik azaroan
  abenduaren January February March April May June July August September October November December lunes martes miércoles Jueves viernes SÁBADO domingo astelehena asteartea asteazkena osteguna ostirala larunbata igandea
  Monday Tuesday Wednesday Thursday Friday Saturday Sunday hilaren hilak día días las la una siete once goizeko goizaldeko eguerdiko arratsaldeko iluntzeko ilunabarreko gaueko zazpietan hamaiketan
  gratis gratuito gratuita gratuitas entrada acceso libre sin coste sarrera doan doakoa doan free of charge euros EUR euro € % por ciento per cent percent ehuneko plazas entradas leku becas millones de milioi
  cancelado canceladas anulada se cancela bertan behera cancelled canceled aplazada se aplaza atzeratu atzeratuta postponed suspendido se suspende etenda eten egin da suspended agotadas aforo completo sarrerak agortuta leku guztiak beteta agortuta
  sold out fully booked no está vigente ya no está en vigor es válido indarrik gabe ez dago indarrean no longer valid in force Lugar: Dónde: Sede: UBICACIÓN: Lekua: Non: Tokia: place: Venue: where: Location: calle plaza Avenida paseo parque
  Centro cívico cultural teatro Biblioteca polideportivo Salón C/ Kale kalean plazan etorbidean Liburutegian gizarte-etxean antzokian udaletxean Square Street Avenue Park Theatre Library Centre Hall Mayor Fuente Iturri Nagusia Ñuñoa
  a@b.es www.ciudad.example https://ciudad.example/1 010 tel. 945 16 11 00 1 7 19:00 19.00 19,30 h horas 12,50 25/09/2026 2026-10-02 25/9 26an 3ra 2026ko y de a hasta desde el del
`.trim().split(/\s+/);

test("DRI-3 what is cheap to look for hides nothing that the pattern itself would find", { timeout: 60_000 }, () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(" ", " ", " ", ", ", ". ", "\n")), { minLength: 1, maxLength: 12 }), (said) => {
    const text = fold(said.flat().join(""));
    expect(recognise(text)).toEqual(recognise(text, () => true));
    // Line by line as the text together: no field goes over the end of a line.
    expect(text.split("\n").flatMap((line) => recognise(line)).map(({ kind, value }) => `${kind} ${value}`)).toEqual(recognise(text).map(({ kind, value }) => `${kind} ${value}`));
  }), { numRuns: 6_000 });
});
