/** The back office as a program would use it: signed in, from our own pages, JSON both ways. */
export interface OfficeClient {
  /** The whole answer, for tests of refusals. */
  ask(method: string, path: string, input?: unknown, headers?: Readonly<Record<string, string>>): Promise<{ readonly status: number; readonly body: unknown }>;
  /** @throws Error when the answer is not 200 */
  call<Output>(method: string, path: string, input?: unknown): Promise<Output>;
  readonly cookie: string;
}

/** Signs in as somebody of the example city. */
export async function signInAs(origin: string, name: string): Promise<OfficeClient> {
  const page = await (await fetch(`${origin}/entrar`)).text();
  const person = new RegExp(`value="([0-9a-f-]{36})"><button class="btn"><strong>${name}<`).exec(page)?.[1];
  const answer = await fetch(`${origin}/entrar/como`, {
    method: "POST", redirect: "manual", body: new URLSearchParams({ person: person ?? "" }), headers: { "sec-fetch-site": "same-origin" },
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (!cookie) throw new Error(`${name} could not sign in: ${answer.status}`);
  return officeClient(origin, cookie);
}

export function officeClient(origin: string, cookie: string): OfficeClient {
  const ask: OfficeClient["ask"] = async (method, path, input, headers = {}) => {
    const response = await fetch(`${origin}/office${path}`, {
      method,
      headers: { "sec-fetch-site": "same-origin", "x-pregonero": "1", ...(cookie ? { cookie } : {}), ...(input === undefined ? {} : { "content-type": "application/json" }), ...headers },
      ...(input === undefined ? {} : { body: JSON.stringify(input) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };
  return {
    cookie,
    ask,
    call: async <Output>(method: string, path: string, input?: unknown) => {
      const { status, body } = await ask(method, path, input);
      if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
      return body as Output;
    },
  };
}
