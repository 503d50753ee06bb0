import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { buildConnector } from "undici";
import { isPublicAddress } from "./address.ts";

/** All addresses of a name. Only tests replace it. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** The name answers with an address that is none of the public Internet's. */
export class PrivateAddress extends Error {
  readonly address: string;
  constructor(address: string) {
    super(`not a public address: ${address}`);
    this.address = address;
  }
}

/** No connection came about, so nothing was sent. */
export class NotConnected extends Error {
  readonly reason: "dns" | "connect" | "tls";
  constructor(reason: "dns" | "connect" | "tls", cause: unknown) {
    super(`not connected: ${reason}`, { cause });
    this.reason = reason;
  }
}

const ATTEMPT_MS = 5_000;
const MOST_ATTEMPTS = 4;

/**
 * Connects to a checked address: the name is resolved once, every address of it is checked, and the connection goes to
 * one of those very addresses (nothing resolves it again in between), under the name it was asked for.
 */
export function guardedConnector(resolve: Resolve, isListed: (hostname: string, port: string, protocol: string) => boolean): buildConnector.connector {
  const connect = buildConnector({ timeout: ATTEMPT_MS, allowH2: false });
  const checked = async (options: buildConnector.Options): Promise<readonly string[]> => {
    const name = options.hostname.replace(/^\[(.*)\]$/, "$1");
    const addresses = isIP(name) === 0 ? await resolved(resolve, name) : [name];
    if (isListed(options.hostname, options.port, options.protocol)) return addresses;
    const hidden = addresses.find((address) => !isPublicAddress(address));
    if (hidden !== undefined) throw new PrivateAddress(hidden);
    return addresses;
  };
  const attempt = (options: buildConnector.Options, address: string) =>
    new Promise<Parameters<buildConnector.Callback>[1]>((settle, fail) => {
      connect({ ...options, hostname: address, ...servername(options) }, (error, socket) => {
        if (error) fail(error);
        else settle(socket);
      });
    });
  const connectToOne = async (options: buildConnector.Options) => {
    let last: unknown;
    for (const address of (await checked(options)).slice(0, MOST_ATTEMPTS)) {
      try {
        return await attempt(options, address);
      } catch (error) {
        last = error;
      }
    }
    throw new NotConnected(isTlsError(last) ? "tls" : "connect", last);
  };
  const connectAndTell = async (options: buildConnector.Options, callback: buildConnector.Callback): Promise<void> => {
    let socket: Awaited<ReturnType<typeof connectToOne>>;
    try {
      socket = await connectToOne(options);
    } catch (error) {
      callback(error instanceof Error ? error : new NotConnected("connect", error), null);
      return;
    }
    if (socket) callback(null, socket);
    else callback(new NotConnected("connect", undefined), null);
  };
  return (options, callback) => void connectAndTell(options, callback);
}

/** The system's resolver, asked once at a time for a name: a slow name server holds up one thread, not all of them. */
export function systemResolver(): Resolve {
  const waiting = new Map<string, Promise<readonly string[]>>();
  return (name) => {
    const asked = waiting.get(name);
    if (asked) return asked;
    const asking = lookup(name, { all: true })
      .then((found) => found.map(({ address }) => address))
      .finally(() => waiting.delete(name));
    waiting.set(name, asking);
    return asking;
  };
}

async function resolved(resolve: Resolve, name: string): Promise<readonly string[]> {
  let addresses: readonly string[];
  try {
    addresses = await resolve(name);
  } catch (error) {
    throw new NotConnected("dns", error);
  }
  if (addresses.length === 0) throw new NotConnected("dns", undefined);
  return addresses;
}

// The certificate must be of the name that was asked, not of the address; a literal address has no name to send.
const servername = (options: buildConnector.Options) =>
  options.protocol === "https:" && isIP(options.hostname.replace(/^\[(.*)\]$/, "$1")) === 0 ? { servername: options.hostname } : {};

const NOT_TLS = new Set(["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT", "EADDRNOTAVAIL", "EINVAL", "EACCES", "EPERM", "EPIPE", "UND_ERR_CONNECT_TIMEOUT"]);

const isTlsError = (error: unknown): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && !NOT_TLS.has(error.code);
