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
