/** Kinds of content of the municipal web (S11, WEB-4). */
export const contentTypes = ["project", "activity", "procedure", "news", "event", "notice", "facility"] as const;
export type ContentType = (typeof contentTypes)[number];

export const contentTasks = ["write", "revise", "approve", "publish"] as const;
export type ContentTask = (typeof contentTasks)[number];

/** Posts and roles that may be named, from the one nearest to the work upwards. */
export const responsibleOnes = ["technical", "manager", "unit_head", "service_head", "promoter", "director", "coordinator"] as const;
export type Responsible = (typeof responsibleOnes)[number];

export type Responsibilities = Readonly<Record<ContentTask, Responsible>>;

// What a council starts from. The Instruction sends the reader to the PEAIC of 2005, pp. 65-66 (S12), which each council puts in its place by an act.
const usual: Responsibilities = { write: "technical", revise: "unit_head", approve: "service_head", publish: "manager" };
const byType: Readonly<Partial<Record<ContentType, Responsibilities>>> = {
  // It binds the council towards people: its Department answers for it.
  procedure: { ...usual, revise: "service_head", approve: "director" },
  project: { ...usual, approve: "director" },
  // It has to go out the same day.
  notice: { write: "technical", revise: "manager", approve: "unit_head", publish: "manager" },
};

export const startingResponsibilities = (type: ContentType): Responsibilities => byType[type] ?? usual;

/** The same person's post in writing and approving is no second look; `undefined` when there is nothing against it. */
export const selfApproval = ({ write, approve }: Responsibilities): { readonly kind: "writes-and-approves" } | undefined =>
  write === approve ? { kind: "writes-and-approves" } : undefined;
