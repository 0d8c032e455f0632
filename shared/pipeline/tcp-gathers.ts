import { type Gather, openGather } from "./gather.ts"
import type { Inbox } from "./inbox.ts"
import type { ListenOptions } from "./listen-options.ts"
import type { PeerCertificate } from "./peer-certificate.ts"
import type { Raw } from "./types.ts"

interface Place {
  gather: Gather
  connections: number
}

interface GathersDeps {
  readonly now: () => number
  readonly inbox: Inbox<Raw>
  readonly start: string
}

/** What a connection adds its records to, until it is over. */
export interface Seat {
  add: Gather["add"]
  leave(): void
}

/** One gather for each certificate, since a batch has one sender; it goes with its last connection. */
export function openGathers(
  first: ListenOptions,
  transport: "tcp" | "tls",
  { now, inbox, start }: GathersDeps,
) {
  const places = new Map<string, Place & { readonly certificate: PeerCertificate | undefined }>()
  let options = first
  let opened = 0

  const open = (certificate: PeerCertificate | undefined) => {
    const named = `${start}${transport[1]}${opened++ || ""}`
    return openGather(options, transport, { now, inbox, start: named, certificate })
  }
  return {
    seat(certificate: PeerCertificate | undefined): Seat {
      const key = certificate?.fingerprint ?? ""
      const place = places.get(key) ?? { gather: open(certificate), certificate, connections: 0 }
      places.set(key, place)
      place.connections++
      return {
        add: (record, originalBytes, peer) => place.gather.add(record, originalBytes, peer),
        leave() {
          if (--place.connections > 0) return
          place.gather.flush()
          if (key !== "") places.delete(key)
        },
      }
    },
    /** New options hold for what is added from here on. */
    use(next: ListenOptions) {
      options = next
      for (const place of places.values()) {
        place.gather.flush()
        place.gather = open(place.certificate)
      }
    },
    bytes(): number {
      let sum = 0
      for (const { gather } of places.values()) sum += gather.bytes
      return sum
    },
    flush() {
      for (const { gather } of places.values()) gather.flush()
    },
  }
}
