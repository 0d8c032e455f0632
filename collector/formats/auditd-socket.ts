export interface Socket {
  readonly ip?: string
  readonly port?: number
  readonly path?: string
}

/** A `struct sockaddr` in hexadecimal: AF_UNIX (1), AF_INET (2), AF_INET6 (10), little endian first. */
export function socketOf(saddr: string): Socket | undefined {
  if (!/^(?:[0-9A-Fa-f]{2}){4,256}$/.test(saddr)) return undefined
  const bytes = Buffer.from(saddr, "hex")
  const family = bytes.readUInt16LE(0)
  if (family === 1) {
    const path = bytes.subarray(2).toString("utf8").replace(/^\0/, "@").split("\0", 1)[0]
    return path ? { path } : undefined
  }
  if (family === 2 && bytes.length >= 8)
    return { ip: bytes.subarray(4, 8).join("."), port: bytes.readUInt16BE(2) }
  if (family === 10 && bytes.length >= 24)
    return { ip: ipv6(bytes.subarray(8, 24)), port: bytes.readUInt16BE(2) }
  return undefined
}

/** The longest run of zeros is shortened, as RFC 5952 asks; the URL parser knows how. */
function ipv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16))
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1)
}
