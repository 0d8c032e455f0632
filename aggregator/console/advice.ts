/** The part of the site that a problem is about. */
export type Part = "source" | "collector" | "bus" | "aggregator" | "store" | "rules"

export interface Advice {
  readonly part: Part
  /** What to do, and what becomes of the events meanwhile. */
  readonly text: string
  /** All goes on for now. */
  readonly isNotice?: boolean
  readonly href?: string
}

/** The first that fits a problem's text tells what to do about it. */
const known: readonly (readonly [RegExp, Advice])[] = [
  [
    /^(collector|the collector) .* has not been heard for /,
    {
      part: "collector",
      text:
        "See whether the program runs on its machine and reaches the bus. What it has taken is in its " +
        "spool; what is sent to it meanwhile waits with the senders, but for UDP, which is lost.",
    },
  ],
  [
    /^aggregator .* has not been heard for /,
    {
      part: "aggregator",
      text: "See whether the program runs. Events wait on the bus, and the others of its group take them.",
    },
  ],
  [
    /Kafka has no topic /,
    {
      part: "bus",
      text: "Run: bun aggregator/main.ts provision --config FILE. Events wait in the spools.",
    },
  ],
  [
    /LOST: Kafka deleted/,
    {
      part: "bus",
      text:
        "Its retention was shorter than the aggregators were behind: raise retention.ms of the topics. " +
        "The ledger below says whose events they were.",
    },
  ],
  [
    /Kafka takes at most \d+ bytes/,
    {
      part: "bus",
      text: "Raise max.message.bytes of the topic, or lower batchBytesMax. Nothing is lost.",
      isNotice: true,
    },
  ],
  [
    /makes no progress on Kafka/,
    {
      part: "bus",
      text: "The aggregator ends, to be started again. Look at the brokers where it comes back.",
    },
  ],
  [
    /Kafka/,
    {
      part: "bus",
      text:
        "See whether the brokers run and can be reached from here. Collectors keep what they take in " +
        "their spools until then.",
    },
  ],
  [
    /sources are held back|spool is full|log is full/,
    {
      part: "collector",
      text:
        "Its spool is full, so that senders have to wait: make the bus reachable again, or give it more " +
        "room (spool.bytesMax, bus.bytesMax).",
    },
  ],
  [
    /No space left|ENOSPC|disk .* (full|nearly)|nearly full/i,
    {
      part: "store",
      text: "Free space on that disk, or shorten the retention. Events wait until there is room.",
    },
  ],
  [
    /refuses the user or the password|may not do this|security_exception/,
    {
      part: "store",
      text: "Mend the user and its role (deploy/opensearch/roles.yml). Events wait on the bus.",
    },
  ],
  [
    /the template .* (is gone|is not this version's)|another template comes before/,
    {
      part: "store",
      text: "Run: bun aggregator/main.ts provision --config FILE; with --dry-run it only says what it would do.",
    },
  ],
  [
    /blocked for writing|is closed: open it|shards|is red|of \d+ fields/,
    {
      part: "store",
      text: "Mend it in OpenSearch as the text says. Events that it can't take now wait on the bus.",
    },
  ],
  [
    /OpenSearch|the store\b/,
    {
      part: "store",
      text:
        "See whether it runs and can be reached from here. Events wait on the bus until it answers; " +
        "none is lost while there is room.",
    },
  ],
  [
    /the source .* has been silent since|silent/,
    {
      part: "source",
      text:
        "See whether what sends still runs, and whether a firewall or its forwarding has changed. " +
        "Detection sees nothing of it meanwhile.",
      href: "#sources",
    },
  ],
  [
    /^(\S+ \S+: )?source \S+: /,
    { part: "source", text: "Mend what it says; the source is tried again by itself." },
  ],
  [
    /reading the bus: /,
    {
      part: "bus",
      text: "Mend what it says; reading begins again by itself, and nothing is lost.",
    },
  ],
  [
    /rules? (is|are) refused/,
    {
      part: "rules",
      text: "Mend the file that is named; all other rules work on.",
      href: "#rules",
      isNotice: true,
    },
  ],
  [
    /the new configuration in .* is refused/,
    {
      part: "aggregator",
      text: "Mend the file: what was in force before stays in force until then.",
      isNotice: true,
    },
  ],
  [
    /has changed in what takes a restart/,
    { part: "aggregator", text: "Restart the program when it suits you.", isNotice: true },
  ],
  [
    /certificate|authority of the clients/,
    {
      part: "aggregator",
      text: "Renew it in time and put it in the place of the old file: it is read again by itself.",
      isNotice: true,
    },
  ],
  [
    /(of the log|damage).* could not be read/,
    {
      part: "bus",
      text:
        "A disk may be failing. What could not be read was put aside in the folder that is named, and " +
        "all else goes on.",
    },
  ],
  [
    /: lost$|stored more often than received/,
    {
      part: "aggregator",
      text: "The ledger below has the hour. Tell us of it with both programs' logs: it should not be.",
      href: "#ledger",
    },
  ],
  [
    /file of users|audit log/,
    {
      part: "aggregator",
      text: "Mend the file. Until then nobody is let in whom it would have to know, and no change is made.",
    },
  ],
  [
    /^(\S+ \S+: )?starting/,
    { part: "aggregator", text: "It has just begun. Wait a moment.", isNotice: true },
  ],
]

const charsMax = 2_000

const otherwise: Advice = {
  part: "aggregator",
  text: "The program's log says more of it.",
}

/** What to do about a problem, by its words; those of another program begin with its name. */
export function adviceOn(problem: string): Advice {
  const begin = problem.slice(0, charsMax)
  const [, advice = otherwise] = known.find(([pattern]) => pattern.test(begin)) ?? []
  const isCollectors = problem.startsWith("collector ") && advice.part === "aggregator"
  return isCollectors ? { ...advice, part: "collector" } : advice
}
