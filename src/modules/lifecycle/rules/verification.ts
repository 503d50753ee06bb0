/** Whether two addresses lead to the same account: scheme, `www.`, case of the host and a slash at the end make no difference. */
export function sameAddress(one: string, another: string): boolean {
  const plain = (address: string) => {
    if (!URL.canParse(address)) return undefined;
    const { hostname, port, pathname, search } = new URL(address);
    return `${hostname.toLowerCase().replace(/^www\./, "")}:${port}${pathname.replace(/\/+$/, "")}${search}`;
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
