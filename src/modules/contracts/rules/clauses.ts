import type { Localized } from "#kernel/language.ts";

export interface Clause {
  readonly key: string;
  readonly text: Localized;
}

/** What the relation with a company must say (S23): accepted as a whole, under a version of the policy. */
export const clauses: readonly Clause[] = [
  clause("policy", "Se sigue la Estrategia y la Instrucción en vigor, y sus cambios en 30 días.", "Indarrean dauden Estrategia eta Instrukzioa betetzen dira, eta aldaketak 30 egunean onartzen dira.", "The Strategy and Instruction in force are followed, and their changes within 30 days."),
  clause("ownership", "Los perfiles, su público, los contenidos y los datos son del Ayuntamiento.", "Profilak, jarraitzaileak, edukiak eta datuak Udalarenak dira.", "Profiles, followers, content and data belong to the council."),
  clause("no-admin", "Sin permisos de administración en las cuentas ni en este sistema.", "Administratzaile-baimenik gabe, bai kontuetan bai sistema honetan.", "No administration rights, neither in the accounts nor in this system."),
  clause("named-people", "Personas nombradas; los cambios se avisan con 48 horas.", "Pertsona izendunak; aldaketak 48 ordu lehenago jakinarazten dira.", "Named people; changes are notified 48 hours before."),
  clause("mfa", "Segundo factor siempre.", "Bigarren faktorea beti.", "A second factor, always."),
  clause("approval", "Todo lo aprueba y lo envía personal municipal.", "Dena udal-langileek onartzen eta bidaltzen dute.", "Everything is approved and sent by municipal staff."),
  clause("language", "Se contesta en la lengua de quien escribe (Ley 2/2016, art. 7.8).", "Idazten duenaren hizkuntzan erantzuten da (2/2016 Legea, 7.8 art.).", "Answers are in the language of whoever writes (Law 2/2016, art. 7.8)."),
  clause("promise", "Se cumple el compromiso de respuesta y el nivel de servicio pactado.", "Erantzun-konpromisoa eta hitzartutako zerbitzu-maila betetzen dira.", "The response promise and the agreed level of service are kept."),
  clause("house-rules", "Se aplican las normas de participación tal como están.", "Parte hartzeko arauak dauden bezala aplikatzen dira.", "The house rules are applied as they stand."),
  clause("neutrality", "Neutralidad: ni opinión propia ni mensajes de partido.", "Neutraltasuna: ez norberaren iritzirik ez alderdien mezurik.", "Neutrality: neither own opinion nor party messages."),
  clause("processor", "Acuerdo de encargo de tratamiento (RGPD, art. 28).", "Datuak tratatzeko enkargu-akordioa (DBEO, 28. art.).", "Processor agreement (GDPR, art. 28)."),
  clause("confidentiality", "Confidencialidad, también después del contrato.", "Isilpekotasuna, kontratua amaitu ondoren ere bai.", "Confidentiality, also after the contract."),
  clause("rights", "Licencias y derechos de imagen cedidos sin límite de tiempo.", "Lizentziak eta irudi-eskubideak denbora-mugarik gabe lagatzen dira.", "Licences and image rights ceded without time limit."),
  clause("accessibility", "Contenidos accesibles: texto alternativo y subtítulos.", "Eduki irisgarriak: ordezko testua eta azpitituluak.", "Accessible content: alternative text and captions."),
  clause("crisis", "Disponibilidad en crisis.", "Krisietan prest egotea.", "Availability in a crisis."),
  clause("hours", "Informe de horas medidas.", "Neurtutako orduen txostena.", "Reporting of measured hours."),
  clause("evidence", "Se conserva la prueba de todo lo dicho.", "Esandako guztiaren froga gordetzen da.", "Evidence of everything said is preserved."),
  clause("exit", "Salida: traspaso en 5 días hábiles y fin de accesos en el instante del término.", "Irteera: eskualdatzea 5 lanegunetan, eta sarbideen amaiera epea bukatzen den unean.", "Exit: handover in 5 working days, and access ends at the instant of the term."),
  clause("penalties", "Penalidades por incumplimiento.", "Ez-betetzeen zigorrak.", "Penalties for breach."),
  clause("no-subcontracting", "Sin subcontratar salvo autorización.", "Azpikontratatu gabe, baimenik ezean.", "No subcontracting without authorisation."),
];

function clause(key: string, es: string, eu: string, en: string): Clause {
  return { key, text: { es, eu, en } };
}
