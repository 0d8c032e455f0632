import type { Chance } from "../../chance.ts"
import { type Gather, openGather } from "../../pipeline/gather.ts"
import { type Inbox, openInbox } from "../../pipeline/inbox.ts"
import type { ListenOptions } from "../../pipeline/listen-options.ts"
import type { Batch, Raw, Source } from "../../pipeline/types.ts"
import type { Clock } from "./clock.ts"
import type { Life } from "./life.ts"
import { poison } from "./store.ts"

/** What a collector listens with, for as long as it lives. */
export interface Intake {
  readonly life: Life
  readonly http: Inbox<Raw>
  readonly tcp: Inbox<Raw>
  readonly gather: Gather
  readonly isFull: () => boolean
}

/** What was sent, and what must be found in the end. */
export interface Sent {
  /** Ids that were acknowledged, or lie in a file. */
  readonly owed: Set<string>
  /** Lines that were given to a collector which was not killed before they were safe. */
  readonly given: { readonly id: string; readonly life: Life }[]
  isDone(): boolean
}

const unsettledBytesMax = 20_000

const textOf = (chance: Chance, id: string) =>
  `${id} ${chance.oneIn(25) ? poison : ""} ${"x".repeat(chance.between(0, chance.oneIn(10) ? 4000 : 200))}`

/** Sends requests one after the other; each again, with the same ids, until it is acknowledged. */
export async function sendRequests(
  name: string,
  count: number,
  intake: () => Intake | undefined,
  owed: Set<string>,
  { clock, chance }: { readonly clock: Clock; readonly chance: Chance },
): Promise<void> {
  for (let request = 0; request < count; request++) {
    const items: Raw[] = Array.from({ length: chance.between(1, 6) }, (_, i) => ({
      text: textOf(chance, `${name}-${request}-${i}`),
      position: `${name}-${request}-${i}`,
    }))
    for (let tries = 0; !(await isAccepted(name, tries, items, intake(), clock)); tries++)
      await clock.sleep(chance.between(50, 2000))
    for (const { position } of items) owed.add(`http:${position}`)
    if (chance.oneIn(2)) await clock.sleep(chance.between(0, 400))
  }
}

/** False: 429, 503, a connection that broke, or no answer within a minute. */
function isAccepted(
  name: string,
  tries: number,
  items: readonly Raw[],
  intake: Intake | undefined,
  clock: Clock,
): Promise<boolean> {
  return new Promise((resolve) => {
    if (!intake || intake.life.isDead || intake.http.isStopped || intake.isFull())
      return resolve(false)
    const bytes = items.reduce((sum, { text }) => sum + text.length + 64, 0)
    if (intake.http.openBytes + bytes > unsettledBytesMax) return resolve(false)
    const batch = `${name}-${items[0]!.position}-${tries}-${clock.nowMs}`
    const origin = { source: "http", batch, receivedMs: clock.nowMs, mayRepeat: tries > 0 }
    clock.after(60_000, () => resolve(false))
    intake.http.push({
      items,
      bytes,
      origin,
      settled: (failure) => resolve(failure === undefined && !intake.life.isDead),
    })
  })
}

/** Sends lines and never hears of them again, as syslog does. */
export async function sendLines(
  name: string,
  count: number,
  intake: () => Intake | undefined,
  given: Sent["given"],
  { clock, chance }: { readonly clock: Clock; readonly chance: Chance },
): Promise<void> {
  for (let line = 0; line < count; ) {
    const to = intake()
    const isOpen = to && !to.life.isDead && !to.life.stop.signal.aborted
    if (!isOpen || to.tcp.openBytes + to.gather.bytes > unsettledBytesMax) {
      await clock.sleep(chance.between(10, 300))
      continue
    }
    const text = textOf(chance, `${name}-${line}`)
    to.gather.add(Buffer.from(text), text.length, name)
    given.push({ id: `tcp:${name}-${line}`, life: to.life })
    line++
    if (chance.oneIn(3)) await clock.sleep(chance.between(0, 200))
  }
}

export function openIntake(life: Life, clock: Clock, isFull: () => boolean): Intake {
  const tcp = openInbox<Raw>({ keepsFailed: true })
  const options = {
    name: "tcp",
    format: "auto",
    lingerMs: 100,
    batchRecordsMax: 20,
  } as ListenOptions
  const deps = { now: () => clock.nowMs, inbox: tcp, start: `s${clock.nowMs}` }
  const gather = openGather({ ...options, recordBytesMax: 65_536 } as ListenOptions, "tcp", deps)
  return { life, http: openInbox<Raw>({ keepsFailed: false }), tcp, gather, isFull }
}

/** A file of lines: its position moves when what was read of it is settled. */
export interface LinesFile {
  readonly lines: readonly string[]
  position: number
}

export function readFile(file: LinesFile, life: Life, clock: Clock, chance: Chance): Source<Raw> {
  return {
    async *read(signal) {
      let failed = false
      let at = file.position
      while (!signal.aborted && !failed) {
        if (at >= file.lines.length) {
          await clock.sleep(200)
          continue
        }
        const from = at
        at = Math.min(file.lines.length, from + chance.between(1, 15))
        yield batchOf(file, from, at, life, clock, () => {
          failed = true
        })
        if (chance.oneIn(3)) await clock.sleep(chance.between(0, 300))
      }
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

function batchOf(
  file: LinesFile,
  from: number,
  end: number,
  life: Life,
  clock: Clock,
  onFailure: () => void,
): Batch<Raw> {
  const items = file.lines.slice(from, end).map((text, i) => ({ text, position: from + i }))
  return {
    items,
    bytes: items.reduce((sum, { text }) => sum + text.length, 0),
    origin: {
      source: "file",
      batch: `file-${clock.nowMs}-${from}`,
      receivedMs: clock.nowMs,
      mayRepeat: true,
    },
    settle(failure) {
      if (life.isDead) return
      if (failure === undefined) file.position = end
      else onFailure()
    },
  }
}

export const linesFile = (count: number, chance: Chance): LinesFile => ({
  lines: Array.from({ length: count }, (_, line) => textOf(chance, `line-${line}`)),
  position: 0,
})
