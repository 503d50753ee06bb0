import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Whether an IP address is one of the public Internet. Whatever is not plainly so (private, loopback, link-local,
 * documentation, multicast, reserved...) is not; what carries an IPv4 address inside is as public as that one.
 */
export function isPublicAddress(text: string): boolean {
  if (isIPv4(text)) return isPublic4(ipaddr.IPv4.parse(text));
  // A zone (`fe80::1%eth0`) belongs to link-local addresses.
  if (!isIPv6(text) || text.includes("%")) return false;
  // ipaddr.js reads `::8.8.8.8` as the IPv4-mapped address, which it is not: WHATWG writes it in groups first.
  return isPublic6(ipaddr.IPv6.parse(new URL(`http://[${text}]/`).hostname.slice(1, -1)));
}

const isPublic4 = (address: ipaddr.IPv4): boolean => address.range() === "unicast";

function isPublic6(address: ipaddr.IPv6): boolean {
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === "ipv4Mapped") return isPublic4(embedded(bytes, 12));
  // 64:ff9b::/96 is the well-known prefix; 64:ff9b:1::/48 (RFC 8215) is each network's own affair.
  if (range === "rfc6052") return isWithin(address, "64:ff9b::", 96) && isPublic4(embedded(bytes, 12));
  if (range === "6to4") return isPublic4(embedded(bytes, 2));
  // Server in the clear, client inverted (RFC 4380, section 4): packets may go to either.
  if (range === "teredo") return isPublic4(embedded(bytes, 4)) && isPublic4(embedded(bytes.map((byte) => byte ^ 0xff), 12));
  // IANA has given out global unicast under 2000::/3 only. This also stops the IPv4-compatible ::/96.
  return range === "unicast" && isWithin(address, "2000::", 3);
}

const embedded = (bytes: readonly number[], from: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(from, from + 4));

const isWithin = (address: ipaddr.IPv6, prefix: string, bits: number): boolean => address.match(ipaddr.IPv6.parse(prefix), bits);
