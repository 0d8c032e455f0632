import type { Secret } from "#shared/config/secret.ts"
import type { RefusedRule, Rule } from "#shared/sigma/types.ts"
import type { Audit } from "../access/audit.ts"
import type { Passwords } from "../access/passwords.ts"
import type { Role } from "../access/roles.ts"
import type { Throttle } from "../access/throttle.ts"
import type { Users } from "../access/users.ts"
import type { EvasionStanding } from "../evasion/standing.ts"
import type { Flow } from "../flow/flow.ts"
import type { Balance } from "../ledger/sums.ts"
import type { RuleBook } from "../overlay/book.ts"
import type { ReplayAsked, ReplayDone } from "../replay.ts"
import type { SourceRow } from "../sources.ts"
import type { Store } from "../store/types.ts"
import type { CostMeter } from "../trial/costs.ts"
import type { Trials } from "../trial/trials.ts"
import type { Behaviour } from "./parts/behaviour.tsx"

/** All that the console asks of the program around it. */
export interface World {
  readonly store: Store
  readonly now: () => number
  readonly health: () => Promise<Health>
  /** The balance by source, of what was received in [fromMs, toMs). */
  readonly ledger: (fromMs: number, toMs: number) => Promise<readonly Balance[]>
  readonly sources: () => Promise<readonly SourceRow[]>
  /** The way of events through the site, with rates. */
  readonly flow?: () => Promise<Flow>
  /** The configuration in force as text, its secrets hidden. */
  readonly configuration?: () => string
  readonly rules: (id: string) => Rule | undefined
  /** All rules, and what this site changes of them. */
  readonly book?: RuleBook
  /** Where rules are tried before they are saved. */
  readonly trials?: Trials
  /** What rules cost. */
  readonly costs?: CostMeter
  /** Replays the demo story; absent where there is none to replay. */
  readonly demo?: () => Promise<void>
  /** Sends dead letters back to a collector. @param by who asks for it */
  readonly replay?: (asked: ReplayAsked, by: string, signal: AbortSignal) => Promise<ReplayDone>
  /** Where logs are taken, for the page of a store that is still empty. */
  readonly addresses?: Addresses
  readonly users: Users
  readonly passwords: Passwords
  readonly throttle: Throttle
  readonly audit: Pick<Audit, "note">
  readonly options: ConsoleOptions
}

export interface ConsoleOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Beyond loopback this or users are required; asked for wherever it is given. */
  readonly token?: Secret
  /** What the holder of the token may do. Default admin. */
  readonly tokenRole?: Role
  /** Host names by which browsers may call the console, beside the loopback names and `host`. */
  readonly allowedHosts: readonly string[]
  /** After this long a question to the store is given up. Default 30,000. */
  readonly queryTimeoutMs?: number
  /** How long a login lasts. Default twelve hours. */
  readonly sessionMs?: number
  /** A login that is not used ends after so long. Default an hour. */
  readonly sessionIdleMs?: number
  /** PEM files of certificate and key: then it speaks TLS. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string }
  /** What stands in front of it speaks TLS. */
  readonly behindTls?: boolean
  /** Networks of proxies that are believed when they say who asks. */
  readonly proxies?: readonly string[]
}

export interface Addresses {
  /** Such as `127.0.0.1:5514`. */
  readonly syslog?: string
  /** Such as `http://127.0.0.1:8514/intake`. */
  readonly intake?: string
}

export interface Health {
  /** What is wrong, in words for a person; empty when nothing is. */
  readonly problems: readonly string[]
  readonly programs: readonly Program[]
  readonly rules?: {
    readonly loaded: number
    readonly dormant: number
    readonly refused: readonly RefusedRule[]
  }
  /** How the evasion detector stands. */
  readonly evasion?: EvasionStanding
  /** What is learnt of behaviour, and forecast. */
  readonly behaviour?: Behaviour
}

/** A collector or an aggregator that reports its status. */
export interface Program {
  readonly kind: "collector" | "aggregator"
  readonly name: string
  readonly version: string
  /** When it was heard last, epoch ms. */
  readonly lastMs: number
  readonly startedMs?: number
  /** The configuration and rules in force: the same hash, the same of both. */
  readonly config?: { readonly hash: string; readonly sinceMs: number }
  readonly rules?: { readonly loaded: number; readonly refused: number }
  /** Of a collector: what its durable log holds. */
  readonly spoolBytes?: number
}

export const queryTimeoutMs = (world: World) => world.options.queryTimeoutMs ?? 30_000
