import { join, resolve } from "node:path";
import { z } from "zod";

/** The server that takes our mail. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` or nothing goes, or `none`: only within one machine or a network of one's own. */
  readonly security: "tls" | "starttls" | "none";
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** One plain address. */
  readonly from: string;
}

/** What the environment says; the only place that reads it. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Canonical origin: scheme, host and port, no slash at the end. */
  readonly origin: string;
  /** Folder of the embedded database, media and keys. */
  readonly data: string;
  /** A PostgreSQL of somebody else's; without it the embedded one. */
  readonly databaseUrl: string | undefined;
  /** `host:port` of private addresses that the outbound client may reach. */
  readonly allowPrivate: readonly string[];
  /** Base64 of 32 bytes; without it, a file in the data folder. */
  readonly masterKey: string | undefined;
  /** Lets fault points act; refused on a council's own database. */
  readonly testFaults: string | undefined;
  /** Proxies in front, whose `X-Forwarded-For` may be believed. */
  readonly proxies: number;
  /** Without it nothing is sent by mail. */
  readonly mail: MailServer | undefined;
}

const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default("localhost"),
  PREGONERO_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
  PREGONERO_DATA: z.string().min(1).default("data"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres://").optional(),
  PREGONERO_ALLOW_PRIVATE: z.string().default(""),
  PREGONERO_MASTER_KEY: z.string().optional(),
  PREGONERO_TEST_FAULTS: z.string().optional(),
  PREGONERO_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  PREGONERO_SMTP: z.string().regex(/^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$/, "must be host:port").optional(),
  PREGONERO_SMTP_SECURITY: z.enum(["tls", "starttls", "none"]).default("starttls"),
  PREGONERO_SMTP_USER: z.string().optional(),
  PREGONERO_SMTP_PASSWORD: z.string().optional(),
  PREGONERO_MAIL_FROM: z.email().optional(),
}).superRefine((values, context) => {
  const wrong = (path: keyof typeof values, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (values.PREGONERO_SMTP === undefined) return;
  if (values.PREGONERO_MAIL_FROM === undefined) wrong("PREGONERO_MAIL_FROM", "is needed with PREGONERO_SMTP: the address that mails come from");
  if ((values.PREGONERO_SMTP_USER === undefined) !== (values.PREGONERO_SMTP_PASSWORD === undefined)) wrong("PREGONERO_SMTP_PASSWORD", "user and password go together");
  if (values.PREGONERO_SMTP_SECURITY === "none" && values.PREGONERO_SMTP_PASSWORD !== undefined) wrong("PREGONERO_SMTP_SECURITY", "a password is not sent without TLS");
});

/** @throws Error that names each wrong variable and why */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The configuration is wrong:\n${lines.join("\n")}`);
  }
  const values = parsed.data;
  const origin = new URL(values.PREGONERO_ORIGIN ?? `http://localhost:${values.PORT}`).origin;
  return {
    port: values.PORT,
    host: values.HOST,
    origin,
    data: resolve(values.PREGONERO_DATA),
    databaseUrl: values.DATABASE_URL,
    allowPrivate: values.PREGONERO_ALLOW_PRIVATE.split(",").map((entry) => entry.trim()).filter((entry) => entry !== ""),
    masterKey: values.PREGONERO_MASTER_KEY,
    testFaults: values.PREGONERO_TEST_FAULTS,
    proxies: values.PREGONERO_PROXIES,
    mail: mailServer(values),
  };
}

function mailServer(values: z.output<typeof schema>): MailServer | undefined {
  const { PREGONERO_SMTP: address, PREGONERO_MAIL_FROM: from } = values;
  if (address === undefined || from === undefined) return undefined;
  const colon = address.lastIndexOf(":");
  return {
    host: address.slice(0, colon).replaceAll(/[[\]]/g, ""), port: Number(address.slice(colon + 1)),
    security: values.PREGONERO_SMTP_SECURITY, user: values.PREGONERO_SMTP_USER, password: values.PREGONERO_SMTP_PASSWORD, from,
  };
}

export const folders = (config: Config) => ({
  postgres: join(config.data, "postgres"),
  media: join(config.data, "media"),
  keys: join(config.data, "keys"),
});

/** Whether a name means this machine and nobody else's. */
export const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
