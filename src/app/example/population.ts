import { type Chance, chanceOf } from "./chance.ts";
import { departments, entities } from "./departments.ts";

/**
 * Who works for the example city: 140 people with a part in its profiles — 6 coordinators, 38 promoters, 67 managers
 * (58 technical staff, 4 advisers, 5 of two contractors), 20 directors, 9 service technicians — and an auditor, a
 * data-protection officer and a system administrator. Everybody is invented; the same seed gives the same people.
 */
export interface ExampleUnit {
  /** `sports`, its second service `sports/1`, that one's first unit `sports/1/0`. */
  readonly key: string;
  readonly kind: "department" | "service" | "unit" | "entity";
  readonly parent: string | undefined;
  readonly name: { readonly es: string; readonly eu: string; readonly en?: string };
  readonly coordinates: boolean;
}

export type ExamplePost = "service_head" | "unit_head" | "technical" | "mayor_adviser" | "director" | "entity_head" | "external";
export type ExampleRole = "coordinator" | "promoter" | "manager" | "director" | "technician" | "auditor" | "data_protection" | "sysadmin";

export interface ExamplePerson {
  readonly key: string;
  readonly name: string;
  readonly post: ExamplePost;
  readonly unit: string;
  readonly role: ExampleRole;
  /** Of the interface; most who prefer Basque also attend in it. */
  readonly language: "es" | "eu";
  readonly attendsIn: readonly string[];
  /** Of an external person. */
  readonly contractor?: "first" | "second";
}

/** The unit whose staff coordinates. */
export const COORDINATION = "open/0/0";

const PRESS = "mayor/1";

export function exampleUnits(): readonly ExampleUnit[] {
  const named = ([es, eu]: readonly [string, string], en?: string) => ({ es, eu, ...(en === undefined ? {} : { en }) });
  return [
    ...departments.flatMap((department): readonly ExampleUnit[] => [
      { key: department.key, kind: "department", parent: undefined, name: named(department.name, department.en), coordinates: false },
      ...department.services.flatMap((service, index): readonly ExampleUnit[] => {
        const key = `${department.key}/${index}`;
        return [
          { key, kind: "service", parent: department.key, name: named(service.name), coordinates: false },
          ...service.units.map((unit, place): ExampleUnit => {
            const own = `${key}/${place}`;
            return { key: own, kind: "unit", parent: key, name: named(unit), coordinates: own === COORDINATION };
          }),
        ];
      }),
    ]),
    ...entities.map((entity): ExampleUnit => ({ key: entity.key, kind: "entity", parent: undefined, name: named(entity.name, entity.en), coordinates: false })),
  ];
}

/** Those whom the example's stories are about; the rest of the city is made around them. */
const leading: readonly ExamplePerson[] = [
  { key: "amaia", name: "Amaia Zubeldia", post: "technical", unit: COORDINATION, role: "coordinator", language: "es", attendsIn: ["es", "eu"] },
  { key: "benat", name: "Beñat Arrieta", post: "technical", unit: COORDINATION, role: "coordinator", language: "eu", attendsIn: ["eu", "es"] },
  { key: "carmen", name: "Carmen Ruiz de Loizaga", post: "service_head", unit: "mobility", role: "promoter", language: "es", attendsIn: ["es"] },
  { key: "gorka", name: "Gorka Mendiluze", post: "service_head", unit: "culture", role: "promoter", language: "eu", attendsIn: ["eu", "es"] },
  { key: "ines", name: "Inés Salazar", post: "service_head", unit: "sports", role: "promoter", language: "es", attendsIn: ["es"] },
  { key: "ane", name: "Ane Goikoetxea", post: "technical", unit: "sports", role: "manager", language: "eu", attendsIn: ["eu", "es"] },
  { key: "jon", name: "Jon Ibarra", post: "technical", unit: "mobility", role: "manager", language: "es", attendsIn: ["es", "eu"] },
  { key: "leire", name: "Leire Otxoa", post: "technical", unit: COORDINATION, role: "manager", language: "eu", attendsIn: ["eu", "es"] },
];

const NUMBERS = { coordinators: 6, promoters: 38, technical: 58, advisers: 4, external: 5, technicians: 9 } as const;

export function examplePeople(seed: number): readonly ExamplePerson[] {
  const chance = chanceOf(seed);
  const name = nameGiver(chance, leading.map((person) => person.name));
  const departmentKeys = departments.map((department) => department.key);
  const services = departments.flatMap((department) => department.services.map((_service, index) => `${department.key}/${index}`));
  const people: ExamplePerson[] = [...leading];
  const count = (role: ExampleRole, post?: ExamplePost) => people.filter((person) => person.role === role && (post === undefined || person.post === post)).length;
  const add = (person: Omit<ExamplePerson, "key" | "name" | "language" | "attendsIn">) => {
    const basque = chance.whole(100) < 45;
    const language = basque && chance.whole(100) < 70 ? "eu" : "es";
    people.push({ ...person, key: `p${people.length + 1}`, name: name(), language, attendsIn: basque ? ["es", "eu"] : ["es"] });
  };
  while (count("coordinator") < NUMBERS.coordinators) add({ post: "technical", unit: COORDINATION, role: "coordinator" });
  for (const entity of entities) add({ post: "entity_head", unit: entity.key, role: "promoter" });
  // Each department has somebody who promotes for it before any has a second one.
  for (const department of departmentKeys) {
    if (!people.some((person) => person.role === "promoter" && person.unit.split("/")[0] === department)) add({ post: "service_head", unit: `${department}/0`, role: "promoter" });
  }
  for (let turn = 0; count("promoter") < NUMBERS.promoters; turn += 1) {
    const unit = services[(turn * 7) % services.length] ?? COORDINATION;
    add({ post: turn % 3 === 2 ? "unit_head" : "service_head", unit, role: "promoter" });
  }
  for (const unit of [...departmentKeys, ...entities.map((entity) => entity.key)]) add({ post: "director", unit, role: "director" });
  for (let turn = 0; count("manager", "technical") < NUMBERS.technical; turn += 1) {
    const all = [...departmentKeys, ...entities.map((entity) => entity.key)];
    add({ post: "technical", unit: all[turn % all.length] ?? COORDINATION, role: "manager" });
  }
  for (let turn = 0; turn < NUMBERS.advisers; turn += 1) add({ post: "mayor_adviser", unit: PRESS, role: "manager" });
  for (let turn = 0; turn < NUMBERS.external; turn += 1) add({ post: "external", unit: turn < 3 ? "culture" : "economy", role: "manager", contractor: turn < 3 ? "first" : "second" });
  for (let turn = 0; turn < NUMBERS.technicians; turn += 1) add({ post: "technical", unit: chance.one(services), role: "technician" });
  add({ post: "technical", unit: "people/3", role: "auditor" });
  add({ post: "technical", unit: "people/4", role: "data_protection" });
  add({ post: "technical", unit: "people/1/0", role: "sysadmin" });
  return people;
}

const first = [
  "Aitor", "Alba", "Alicia", "Ander", "Andrea", "Aitziber", "Arantxa", "Asier", "Begoña", "Carlos", "Cristina", "Edurne", "Elena", "Eneko", "Eva", "Fernando", "Garazi", "Garbiñe",
  "Haizea", "Idoia", "Igor", "Iker", "Iñaki", "Irati", "Irene", "Isabel", "Itziar", "Javier", "Joseba", "Josu", "Juan", "Julen", "Koldo", "Laura", "Lide", "Lucía", "Maite", "Marta",
  "Mikel", "Miren", "Nagore", "Naiara", "Nerea", "Oihane", "Olatz", "Pablo", "Patricia", "Raquel", "Roberto", "Rosa", "Sara", "Sergio", "Teresa", "Unai", "Xabier", "Yolanda", "Zuriñe",
] as const;
const last = [
  "Agirre", "Aldama", "Alonso", "Aranburu", "Arana", "Armentia", "Arroyo", "Azkarate", "Barrena", "Beltrán", "Bengoa", "Castillo", "Cuesta", "Díaz de Olarte", "Echeverría", "Elorza",
  "Etxeberria", "Fernández", "Galarza", "Gallego", "Garmendia", "Gómez", "Ibáñez", "Iturbe", "Jauregi", "Landa", "Larrañaga", "Lasa", "López de Munain", "Madina", "Martínez", "Mendieta",
  "Navarro", "Ochoa de Eribe", "Olabarri", "Ortiz de Zárate", "Otaegi", "Pérez", "Retana", "Ruiz", "Sáenz", "Salinas", "Sarasola", "Ugarte", "Urkiola", "Uriarte", "Velasco", "Zabaleta",
] as const;

/** Names that nobody has had yet. */
function nameGiver(chance: Chance, taken: readonly string[]): () => string {
  const given = new Set(taken);
  return () => {
    for (;;) {
      const name = `${chance.one(first)} ${chance.one(last)}`;
      if (given.has(name)) continue;
      given.add(name);
      return name;
    }
  };
}
