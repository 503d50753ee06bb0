/** Whether two addresses lead to the same account: scheme, `www.`, case of the host and a slash at the end make no difference. */
export function sameAddress(one: string, another: string): boolean {
  const plain = (address: string) => {
    const [, host = "", path = "", search = ""] = /^https?:\/\/([^/?#\s]+)([^?#\s]*)(\?[^#\s]*)?/i.exec(address.trim()) ?? [];
    return host === "" ? undefined : `${host.toLowerCase().replace(/^www\./, "")}${path.replace(/\/+$/, "")}${search}`;
  };
  const left = plain(one);
  return left !== undefined && left === plain(another);
}

/** Whether a name stands under a domain, or is it. Ports do not matter: a domain speaks for its names. */
export function isUnder(host: string, domain: string): boolean {
  const name = host.toLowerCase();
  const root = domain.toLowerCase().replace(/:\d+$/, "").replace(/^www\./, "");
  return root.includes(".") && (name === root || name.endsWith(`.${root}`));
}
