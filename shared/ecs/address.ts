import { isIP } from "node:net"

/** A host as logs write it, taken apart. */
export interface Address {
  readonly ip?: string
  readonly domain?: string
  readonly port?: number
}

/** The text as an IP address without brackets, zone or IPv4 mapping; undefined if it is none. */
export function ipOf(text: string): string | undefined {
  if (text.length > 64) return undefined
  let bare = text.trim()
  if (bare.startsWith("[") && bare.endsWith("]")) bare = bare.slice(1, -1)
  const zone = bare.indexOf("%")
  if (zone > 0) bare = bare.slice(0, zone)
  if (/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(bare)) bare = bare.slice(7)
  return isIP(bare) === 0 ? undefined : bare.toLowerCase()
}

const withPort = /^(.{1,255}?)(?::|\/)(\d{1,5})$/
const domain = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_.])?$/

/** Takes apart `ip`, `ip:port`, `[ip6]:port`, `name` and `name:port`. */
export function addressOf(text: string): Address | undefined {
  if (text.length === 0 || text.length > 512) return undefined
  const ip = ipOf(text)
  if (ip) return { ip }
  const split = withPort.exec(text)
  const port = split ? Number(split[2]) : undefined
  const host = split ? split[1]! : text
  const hostIp = ipOf(host)
  const rest = port !== undefined && port < 65_536 ? { port } : {}
  if (hostIp) return { ip: hostIp, ...rest }
  return domain.test(host) ? { domain: host, ...rest } : undefined
}
