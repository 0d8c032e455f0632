import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"

const ips = [
  "source.ip",
  "destination.ip",
  "client.ip",
  "server.ip",
  "host.ip",
  "source.nat.ip",
  "destination.nat.ip",
]
const users = [
  "user.name",
  "user.target.name",
  "user.effective.name",
  "source.user.name",
  "destination.user.name",
]
const hosts = ["host.name", "host.hostname", "source.domain", "destination.domain", "url.domain"]

/** Items of one `related` field. */
const relatedMax = 100

/** Gathers addresses, users and hosts into `related.*`, beside what is there. */
export function related(event: Event): void {
  gather(event, "related.ip", ips)
  gather(event, "related.user", users)
  gather(event, "related.hosts", hosts)
}

function gather(event: Event, target: string, names: readonly string[]): void {
  const found = new Set<string>(listOf(fieldOf(event, target)))
  for (const name of names) for (const item of listOf(fieldOf(event, name))) found.add(item)
  if (found.size > 0) setField(event, target, [...found].slice(0, relatedMax))
}

function listOf(value: unknown): string[] {
  if (typeof value === "string") return value === "" || value === "-" ? [] : [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}
