import { BlockList, isIP } from "node:net"

/** IANA's special-purpose registries (RFC 6890 and later): nobody's place in the world. */
const v4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]
const v6 = [
  "::/128",
  "::1/128",
  "::ffff:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
]

// Two lists: one list would hold IPv4 addresses against the IPv4-mapped block of IPv6.
const special = { ipv4: listOf(v4, "ipv4"), ipv6: listOf(v6, "ipv6") }

function listOf(blocks: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList()
  for (const block of blocks) {
    const [network, bits] = block.split("/")
    list.addSubnet(network!, Number(bits), family)
  }
  return list
}

/** Whether an address may stand for a place on the public Internet. */
export function isPublic(ip: string): boolean {
  const version = isIP(ip)
  if (version === 0) return false
  const family = version === 4 ? "ipv4" : "ipv6"
  return !special[family].check(ip, family)
}
