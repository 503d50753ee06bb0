import { ok, refuse, type Result } from "#kernel/result.ts";

export interface AccountShapeRefusal {
  readonly kind: "account-shape";
  readonly handle: string;
}

const NAME = /^[a-z0-9_]([a-z0-9_.-]{0,62}[a-z0-9_])?$/;
const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?$/;

/** Whether it is the address of an account on a server of others, `name@server`, in lower case (PRO-5). */
export function checkAccount(handle: string): Result<undefined, AccountShapeRefusal> {
  const [name = "", host = "", ...more] = handle.split("@");
  return NAME.test(name) && HOST.test(host) && more.length === 0 ? ok() : refuse({ kind: "account-shape", handle });
}
