import * as v from "valibot"
import { compileCidr, parseIp } from "../sigma/cidr.ts"

/** A list of networks such as `10.0.0.0/8`, or of addresses. */
export const networks = (summary: string) =>
  v.pipe(
    v.array(v.pipe(v.string(), v.check(isNetwork, "write it as address/bits"))),
    v.description(summary),
  )

/** Whether an address lies in one of the networks; each does where none are given. */
export function inNetworks(
  list: readonly string[] | undefined,
): (address: string | undefined) => boolean {
  if (!list || list.length === 0) return () => true
  const checks = list.map(compileCidr)
  return (address) => address !== undefined && checks.some((holds) => holds(address))
}

/**
 * By what an address is counted: itself, of IPv6 its /64, since each sender may have as many
 * addresses as it likes there.
 */
export function seatOf(address: string | undefined): string {
  if (!address?.includes(":")) return address ?? ""
  const bytes = parseIp(address)
  if (!bytes) return address
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255
  return isMapped ? bytes.slice(12).join(".") : `${bytes.slice(0, 8).join(".")}::/64`
}

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host)

function isNetwork(text: string): boolean {
  try {
    compileCidr(text)
    return true
  } catch {
    return false
  }
}
