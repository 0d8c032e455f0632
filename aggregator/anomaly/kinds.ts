import type { Event } from "#shared/ecs/event.ts"

/** Something that is counted of an entity in each bucket of time. */
export interface Feature {
  readonly name: string
  /** In words, after a number: "512 failed logins". */
  readonly words: string
  /** Less than this is never an anomaly. */
  readonly least: number
  /** What an event adds to the count. */
  readonly adds?: (event: Event) => number
  /** Or: of what distinct values are counted. */
  readonly distinct?: (event: Event) => unknown
}

/** A kind of entity whose behaviour is watched. */
export interface Kind {
  readonly name: "dataset" | "host" | "user" | "source"
  readonly field: "event.dataset" | "host.name" | "user.name" | "source.ip"
  readonly features: readonly Feature[]
  /** Whether less than usual is told of too. */
  readonly drops: boolean
}

const isFailedLogin = (event: Event): boolean =>
  event["event.outcome"] === "failure" &&
  (event["event.category"]?.includes("authentication") ?? false)

const isOutbound = (event: Event): boolean => {
  const direction = event["network.direction"]
  return direction === "outbound" || direction === "egress"
}

const events: Feature = { name: "events", words: "events", least: 100, adds: () => 1 }
const failedLogins: Feature = {
  name: "failed_logins",
  words: "failed logins",
  least: 10,
  adds: (event) => (isFailedLogin(event) ? 1 : 0),
}
const bytesOut: Feature = {
  name: "bytes_out",
  words: "bytes sent out",
  least: 10 << 20,
  adds: (event) => (isOutbound(event) ? Number(event["source.bytes"] ?? 0) || 0 : 0),
}

export const kinds: readonly Kind[] = [
  { name: "dataset", field: "event.dataset", features: [events], drops: true },
  {
    name: "host",
    field: "host.name",
    features: [
      events,
      {
        name: "processes",
        words: "distinct programs",
        least: 20,
        distinct: (event) => event["process.executable"] ?? event["process.name"],
      },
      bytesOut,
    ],
    drops: false,
  },
  {
    name: "user",
    field: "user.name",
    features: [
      events,
      failedLogins,
      {
        name: "sources",
        words: "distinct sources",
        least: 5,
        distinct: (event) => event["source.ip"],
      },
    ],
    drops: false,
  },
  {
    name: "source",
    field: "source.ip",
    features: [
      events,
      failedLogins,
      {
        name: "users",
        words: "distinct users",
        least: 5,
        distinct: (event) => event["user.name"],
      },
      {
        name: "ports",
        words: "distinct ports",
        least: 20,
        distinct: (event) => event["destination.port"],
      },
    ],
    drops: false,
  },
]
