/** What a council takes with it when it leaves: a file each, with the columns of its table. */
export interface Dataset {
  /** Name of the files. */
  readonly name: string;
  readonly table: `${string}.${string}`;
  /** What it is, for whoever opens the folder without knowing us. */
  readonly about: string;
  /** SQL over the table's columns: the order of the lines. */
  readonly order: string;
  /** Columns that stay: secrets, and what means something only to the running program. */
  readonly without?: readonly string[];
}

export const datasets: readonly Dataset[] = [
  { name: "council", table: "policy.council", about: "the council: name, languages, zone", order: "singleton", without: ["singleton"] },
  { name: "installation", table: "platform.installation", about: "its address, of which all identifiers are made", order: "singleton", without: ["singleton"] },
  { name: "units", table: "policy.unit", about: "departments, services, units and entities", order: "id" },
  { name: "acts", table: "policy.act", about: "instructions and decrees that parameters and appointments cite", order: "id" },
  { name: "parameters", table: "policy.parameter", about: "values that the council has set, and since when", order: "key, valid_from" },
  { name: "holidays", table: "policy.holiday", about: "days on which promises in working days do not run", order: "id" },
  { name: "people", table: "authority.person", about: "people of the council", order: "id" },
  { name: "appointments", table: "authority.appointment", about: "who holds which role, where, from when to when, by which act", order: "id" },
  { name: "revocations", table: "authority.revocation", about: "appointments that ended early", order: "appointment_id" },
  { name: "profile-standing", table: "authority.standing", about: "state of each profile, every change", order: "position" },
  { name: "profiles", table: "register.profile", about: "official profiles", order: "id" },
  { name: "profile-connections", table: "register.connection", about: "accounts in another's hands: their server, its limits, and how the connection stands", order: "profile_id", without: ["client_id", "client_secret", "token"] },
  { name: "profile-attention", table: "register.attention", about: "when each profile is attended and how soon it answers, every change", order: "position" },
  { name: "sources", table: "sources.source", about: "web sites that are read", order: "id" },
  { name: "source-channels", table: "sources.channel", about: "feeds, sitemaps and pages of a source", order: "id" },
  { name: "items", table: "sources.item", about: "pieces of information of the web", order: "id" },
  { name: "item-languages", table: "sources.variant", about: "an item in each of its languages", order: "id" },
  { name: "item-revisions", table: "sources.revision", about: "what it said, every change", order: "id" },
  { name: "item-addresses", table: "sources.alias", about: "addresses under which an item was met", order: "address" },
  { name: "item-decisions", table: "sources.triage", about: "what was decided on an item", order: "position" },
  { name: "publications", table: "publishing.publication", about: "publications with their working text", order: "id" },
  { name: "publication-authors", table: "publishing.author", about: "who wrote which version", order: "publication_id, person_id, base_version" },
  { name: "publication-items", table: "publishing.cited", about: "items that a publication cites", order: "publication_id, item_id" },
  { name: "versions", table: "publishing.version", about: "what was approved, by whom", order: "id" },
  { name: "editions", table: "publishing.edition", about: "what each profile was to say of a version", order: "id" },
  { name: "decisions", table: "publishing.decision", about: "approvals and returns", order: "id" },
  { name: "deliveries", table: "publishing.delivery", about: "each post on each network, with its address there", order: "id", without: ["fence", "lease_until"] },
  { name: "delivery-steps", table: "publishing.delivery_step", about: "what happened to each delivery", order: "position", without: ["fence"] },
  { name: "withdrawals", table: "publishing.withdrawal", about: "what was taken back, and why", order: "publication_id" },
  { name: "stops", table: "publishing.stop", about: "panic stops: who stopped what, and why", order: "id" },
  { name: "resumptions", table: "publishing.resumption", about: "ends of panic stops", order: "stop_id" },
  { name: "citizens", table: "inbox.author", about: "citizens who wrote, as their network tells of them", order: "id" },
  { name: "conversations", table: "inbox.conversation", about: "conversations with citizens", order: "id", without: ["claimed_until"] },
  { name: "messages", table: "inbox.message", about: "what citizens wrote; also in private", order: "id" },
  { name: "replies", table: "inbox.reply", about: "which publication answered which conversation", order: "publication_id" },
  { name: "answer-times", table: "inbox.answer_time", about: "each promise of an answer, and how it was kept", order: "id" },
  { name: "conversation-notes", table: "inbox.note", about: "what was noted inside on a conversation", order: "id" },
  { name: "private-readings", table: "inbox.private_reading", about: "who read private conversations, and why", order: "id" },
  { name: "pictures", table: "media.asset", about: "pictures; the files are in media/ under their digest", order: "id" },
  { name: "picture-erasures", table: "media.erasure", about: "pictures that were erased", order: "digest" },
  { name: "activitypub-actors", table: "activitypub.actor", about: "our own accounts on the fediverse, with their public keys", order: "profile_id", without: ["private_key"] },
  { name: "activitypub-handles", table: "activitypub.handle", about: "every handle that was ever ours", order: "handle" },
  { name: "activitypub-objects", table: "activitypub.object", about: "posts as they stand there", order: "id" },
  { name: "activitypub-activities", table: "activitypub.activity", about: "what our accounts said, byte for byte (hexadecimal)", order: "id" },
  { name: "activitypub-followers", table: "activitypub.follower", about: "who follows our accounts", order: "profile_id, actor" },
  { name: "activitypub-correspondents", table: "activitypub.correspondent", about: "where answers to citizens go", order: "actor" },
  { name: "evidence-values", table: "evidence.value", about: "texts behind the hashes of the evidence, with their salts: what proves them", order: "record_id, name" },
  { name: "evidence-erasures", table: "evidence.erasure", about: "values that were erased, by whom and why", order: "id" },
  { name: "events", table: "platform.event", about: "what happened, in order", order: "position" },
];

/** Tables that are not exported, and why. */
export const leftOut: Readonly<Record<string, string>> = {
  "access.credential": "secrets",
  "access.recovery_code": "secrets",
  "access.invitation": "secrets",
  "access.session": "secrets",
  "register.connecting": "secrets",
  "register.token_to_revoke": "secrets",
  "register.listening": "state of the running program",
  "access.attempt": "throttling of signing in",
  "access.presence": "who looks at what at this moment",
  "access.api_token": "secrets",
  "activitypub.instance": "secrets",
  "activitypub.follower_count": "counted from the followers",
  "activitypub.remote_host": "state of the running program",
  "activitypub.inbound": "state of the running program",
  "activitypub.fan_out": "state of the running program",
  "inbox.draft": "what somebody is just typing",
  "inbox.deleted_before": "state of the running program",
  "evidence.record": "in evidence/tile/entries",
  "evidence.entry": "in evidence/tile",
  "evidence.tile": "in evidence/tile",
  "evidence.checkpoint": "the newest is in evidence/checkpoint",
  "evidence.pending": "not sealed yet; within seconds it is",
  "platform.consumer": "state of the running program",
  "platform.remembered_answer": "state of the running program",
  "platform.backup": "state of the running program",
  "platform.restoration": "told in evidence and events",
  "sources.sighting": "state of the running program",
  "sources.page": "state of the running program",
  "sources.harvest": "log of the readings",
};
