/** The bytes of an address: 4 or 16; undefined if it is none. */
export function parseIp(text: string): number[] | undefined {
  return text.includes(":") ? parseV6(text) : parseV4(text)
}

/**
 * Whether an address lies in a network such as `10.0.0.0/8` or `fe80::/10`. Throws if it is none.
 * An IPv4 address written in IPv6 (`::ffff:10.0.0.1`, as Windows logs it) is that IPv4 address.
 */
export function compileCidr(network: string): (address: string) => boolean {
  const [base = "", size, ...more] = network.split("/")
  const written = parseIp(base)
  const bits = size === undefined ? (written?.length ?? 0) * 8 : bitsOf(size)
  if (!written || more.length > 0 || !(bits <= written.length * 8)) {
    throw new Error(`"${network}" is not a network: write it as address/bits`)
  }
  const isShort = isMapped(written) && bits >= mapped.length * 8
  const bytes = isShort ? written.slice(mapped.length) : written
  const own = isShort ? bits - mapped.length * 8 : bits
  return (text) => {
    const parsed = lastParsed(text)
    const address = parsed && isMapped(parsed) ? parsed.slice(mapped.length) : parsed
    return address !== undefined && address.length === bytes.length && agree(address, bytes, own)
  }
}

let lastText = ""
let lastAddress: number[] | undefined

/** The last address is remembered: many networks are asked about one in a row. */
function lastParsed(text: string): number[] | undefined {
  if (text === lastText) return lastAddress
  lastText = text
  lastAddress = parseIp(text)
  return lastAddress
}

const bitsOf = (size: string): number => (/^\d{1,3}$/.test(size) ? Number(size) : Number.NaN)

const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]

const isMapped = (bytes: readonly number[]): boolean =>
  bytes.length === 16 && mapped.every((byte, at) => bytes[at] === byte)

function agree(left: readonly number[], right: readonly number[], bits: number): boolean {
  const whole = bits >> 3
  for (let at = 0; at < whole; at++) if (left[at] !== right[at]) return false
  const rest = bits & 7
  return rest === 0 || ((left[whole] as number) ^ (right[whole] as number)) >> (8 - rest) === 0
}

function parseV4(text: string): number[] | undefined {
  if (text.length > 15) return undefined
  const parts = text.split(".")
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined
  const bytes = parts.map(Number)
  return bytes.every((byte) => byte < 256) ? bytes : undefined
}

function parseV6(text: string): number[] | undefined {
  if (text.length > 45) return undefined
  const [head = "", tail, more] = text.split("%", 1)[0]?.split("::") ?? []
  if (more !== undefined) return undefined
  const left = groups(head)
  const right = groups(tail ?? "")
  if (!left || !right) return undefined
  const missing = 16 - left.length - right.length
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  return [...left, ...new Array<number>(missing).fill(0), ...right]
}

function groups(text: string): number[] | undefined {
  if (text === "") return []
  const bytes: number[] = []
  for (const part of text.split(":")) {
    const v4 = part.includes(".") ? parseV4(part) : undefined
    if (v4) bytes.push(...v4)
    else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      const group = Number.parseInt(part, 16)
      bytes.push(group >> 8, group & 255)
    } else return undefined
  }
  return bytes
}
