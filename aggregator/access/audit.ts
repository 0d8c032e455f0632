import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { errorText } from "#shared/telemetry/log.ts"
import type { Store } from "../store/types.ts"
import { openOutbox } from "./outbox.ts"

/** What someone did. Never a password, a token or a session. */
export interface Deed {
  /** What was done, in a word: `login`, `search`, `event-read`. */
  readonly action: string
  readonly outcome?: "success" | "failure"
  readonly category?: "authentication" | "iam" | "configuration" | "database"
  readonly who?: string
  readonly role?: string
  readonly from?: string | undefined
  readonly agent?: string | undefined
  readonly method?: string
  readonly path?: string
  /** What was asked for, as it stood in the address. */
  readonly query?: string
  readonly reason?: string
  readonly message: string
  /** Fields of what it was done to. */
  readonly about?: Partial<Event>
}

/**
 * Writes down who did what, into the stream `audit` of the store. A record is on disk when `note`
 * resolves; it rests there until the store has it. There is no option that turns this off.
 */
export interface Audit extends AsyncDisposable {
  /** @throws if it can't be written down */
  note(deed: Deed): Promise<void>
  /** Why nothing can be written down, or that the store does not take it, in words. */
  problem(): string | undefined
}

const batchMax = 500
const retryMs = 5000
const closeMs = 2000

/** @param path the file in which records wait for the store */
export async function openAudit(
  path: string,
  store: Pick<Store, "append">,
  deps: Pick<Deps, "now" | "log">,
): Promise<Audit> {
  const outbox = await openOutbox(path)
  const batch = `audit-${crypto.randomUUID()}`
  const stopping = new AbortController()
  const wrong: { writing?: string; storing?: string } = {}
  let timer: Timer | undefined
  let moving: Promise<void> | undefined

  const move = async () => {
    for (let some = outbox.first(batchMax); some.length > 0; some = outbox.first(batchMax)) {
      const { refusals } = await store.append(some, true, stopping.signal)
      for (const { reason } of refusals)
        deps.log.error("the store refused an audit record", { "error.message": reason })
      await outbox.drop(some.length)
    }
  }
  const moveSoon = (afterMs: number) => {
    if (timer !== undefined || moving || stopping.signal.aborted) return
    timer = setTimeout(() => {
      timer = undefined
      moving = move()
        .then(
          () => delete wrong.storing,
          (cause) => (wrong.storing = errorText(cause)),
        )
        .then(() => {
          moving = undefined
          if (outbox.size() > 0) moveSoon(wrong.storing ? retryMs : 0)
        })
    }, afterMs)
  }
  moveSoon(0)

  return {
    async note(deed) {
      try {
        await outbox.write(recordOf(deed, batch, deps.now()))
        delete wrong.writing
      } catch (cause) {
        wrong.writing = errorText(cause)
        throw cause
      }
      moveSoon(0)
    },
    problem() {
      if (wrong.writing) return `the audit log can't be written: ${wrong.writing}`
      return wrong.storing && `${outbox.size()} audit records wait for the store: ${wrong.storing}`
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      const last = setTimeout(() => stopping.abort(), closeMs)
      await (moving ?? move()).catch(() => {}) // what is not stored waits in the file
      clearTimeout(last)
      stopping.abort()
      await outbox.close()
    },
  }
}

const charsMax = 4096
const cut = (text: string) => text.slice(0, charsMax).toWellFormed()

function recordOf(deed: Deed, batch: string, nowMs: number): Event {
  const at = new Date(nowMs).toISOString()
  const category = deed.category ?? "database"
  const event: Event = {
    ...deed.about,
    "@timestamp": at,
    "event.id": crypto.randomUUID(),
    "event.created": at,
    "event.kind": "event",
    "event.module": "vedette",
    "event.dataset": "vedette.audit",
    "event.category": [category],
    "event.type": [typeOf[category]],
    "event.action": deed.action,
    message: cut(deed.message),
    "vedette.stream": "audit",
    "vedette.source": "audit",
    "vedette.batch": batch,
  }
  if (deed.outcome) event["event.outcome"] = deed.outcome
  if (deed.reason) event["event.reason"] = cut(deed.reason)
  if (deed.who) event["user.name"] = deed.who
  if (deed.role) event["user.roles"] = [deed.role]
  if (deed.from) event["source.ip"] = deed.from
  if (deed.agent) event["user_agent.original"] = cut(deed.agent)
  if (deed.method) event["http.request.method"] = deed.method
  if (deed.path) event["url.path"] = cut(deed.path)
  if (deed.query) event["url.query"] = cut(deed.query)
  return event
}

const typeOf = {
  authentication: "start",
  iam: "change",
  configuration: "change",
  database: "access",
} as const
