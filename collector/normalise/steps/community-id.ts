import { isIPv4 } from "node:net"
import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf } from "./options.ts"

/**
 * `community_id: {seed?}`: `network.community_id` of source, destination, their ports (or the ICMP
 * type and code under `vendor.icmp.type`, `vendor.icmp.code`) and `network.transport` or
 * `network.iana_number`, after version 1 of the Community ID specification.
 */
export const communityId: StepMaker = (value) => {
  const seed = optionsOf(value ?? {})["seed"] ?? 0
  if (typeof seed !== "number" || !(seed >= 0 && seed < 65_536)) {
    throw new Error("community_id: the seed is a number below 65536")
  }
  return (event) => {
    const flow = flowOf(event)
    if (!flow) return
    const sum = new Bun.CryptoHasher("sha1").update(ordered(flow, seed)).digest("base64")
    setField(event, "network.community_id", `1:${sum}`)
  }
}

interface Flow {
  readonly protocol: number
  readonly source: Uint8Array
  readonly destination: Uint8Array
  readonly ports?: readonly [number, number]
  /** The two ends have no order: an ICMP message without a reply. */
  readonly oneWay?: boolean
}

const protocols: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  "ipv6-icmp": 58,
  icmp6: 58,
  icmpv6: 58,
  sctp: 132,
}

/** Types of ICMP that are answered by another, both ways (RFC 792, RFC 4443, RFC 4861). */
const replies: Readonly<Record<number, ReadonlyMap<number, number>>> = {
  1: bothWays([0, 8], [9, 10], [13, 14], [15, 16], [17, 18]),
  58: bothWays([128, 129], [130, 131], [133, 134], [135, 136], [139, 140], [144, 145]),
}

function bothWays(...pairs: readonly [number, number][]): ReadonlyMap<number, number> {
  return new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))
}

function flowOf(event: Event): Flow | undefined {
  const transport = String(fieldOf(event, "network.transport") ?? "").toLowerCase()
  const protocol =
    protocols[transport] ?? Number(fieldOf(event, "network.iana_number") ?? Number.NaN)
  const source = bytesOf(fieldOf(event, "source.ip"))
  const destination = bytesOf(fieldOf(event, "destination.ip"))
  if (!source || !destination || !(protocol >= 0 && protocol < 256)) return undefined
  const ends = { protocol, source, destination }
  const answers = replies[protocol]
  if (!answers) {
    const ports = pairOf(event, "source.port", "destination.port")
    return ports ? { ...ends, ports } : protocol === 6 || protocol === 17 ? undefined : ends
  }
  const icmp = pairOf(event, "vendor.icmp.type", "vendor.icmp.code")
  if (!icmp) return undefined
  const answer = answers.get(icmp[0])
  return answer === undefined
    ? { ...ends, ports: icmp, oneWay: true }
    : { ...ends, ports: [icmp[0], answer] }
}

function pairOf(event: Event, first: string, second: string): [number, number] | undefined {
  const pair = [fieldOf(event, first), fieldOf(event, second)].map((found) =>
    found === undefined || found === null || found === "" ? Number.NaN : Number(found),
  )
  const [a = Number.NaN, b = Number.NaN] = pair
  return pair.every((port) => port >= 0 && port < 65_536) ? [a, b] : undefined
}

/** Seed, the smaller end's address first, protocol, a zero, and the ports in the same order. */
function ordered({ protocol, source, destination, ports, oneWay }: Flow, seed: number): Uint8Array {
  const order = Buffer.compare(source, destination) || (ports ? ports[0] - ports[1] : 0)
  const isSwapped = !oneWay && order > 0
  const [first, second] = isSwapped ? [destination, source] : [source, destination]
  const [low, high] = isSwapped ? [ports?.[1], ports?.[0]] : (ports ?? [])
  const tail = ports ? [low ?? 0, high ?? 0].flatMap((port) => [port >> 8, port & 255]) : []
  return Uint8Array.from([seed >> 8, seed & 255, ...first, ...second, protocol, 0, ...tail])
}

/** The bytes of an address in network order. */
function bytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== "string" || value === "") return undefined
  if (isIPv4(value)) return Uint8Array.from(value.split(".").map(Number))
  const [head = "", tail] = value.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, hexOfV4).split("::")
  const left = groupsOf(head)
  const right = groupsOf(tail ?? "")
  const gap = tail === undefined ? 0 : 8 - left.length - right.length
  if (gap < 0 || left.length + gap + right.length !== 8) return undefined
  const groups = [...left, ...new Array<number>(gap).fill(0), ...right]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]))
}

const hexOfV4 = (_all: string, a: string, b: string, c: string, d: string): string =>
  `${((Number(a) << 8) | Number(b)).toString(16)}:${((Number(c) << 8) | Number(d)).toString(16)}`

const groupsOf = (text: string): number[] =>
  text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16))
