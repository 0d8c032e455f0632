import { drainMicrotasks } from "bun:jsc"
import type { Chance } from "../../chance.ts"

/** Time that passes only when everything waits. */
export interface Clock {
  readonly nowMs: number
  after(ms: number, act: () => void): void
  sleep(ms: number): Promise<void>
  /** Lets time pass until the condition holds; false if it does not within `mostMs`. */
  until(isDone: () => boolean, mostMs: number): boolean
}

interface Due {
  readonly atMs: number
  readonly act: () => void
  readonly everyMs: number | undefined
}

const startMs = Date.UTC(2026, 0, 1)
const eventsMost = 2_000_000

/**
 * Runs `body` in a world without the machine's clock: timers, `Date.now` and `Math.random` are the
 * simulation's until it returns. `body` does not wait for promises: `until` lets them go on.
 */
export function withClock<T>(chance: Chance, body: (clock: Clock) => T): T {
  const due = openAgenda()
  let nowMs = startMs
  let count = 0
  const add = (ms: number, act: () => void, everyMs?: number) => {
    due.set(++count, { atMs: nowMs + Math.max(everyMs === undefined ? 0 : 1, ms), act, everyMs })
    return count
  }
  const cancel = (id: unknown) => void due.delete(Number(id))

  const step = (): void => {
    const next = due.next()
    if (!next) throw new Error("everything waits for nothing")
    const { id, atMs, act, everyMs } = next
    nowMs = atMs
    if (everyMs !== undefined) due.set(id, { atMs: nowMs + Math.max(1, everyMs), act, everyMs })
    try {
      act()
    } catch (cause) {
      if (!isDeath(cause)) throw cause
      due.delete(id) // who set the timer is dead
    }
    drainMicrotasks()
  }

  const clock: Clock = {
    get nowMs() {
      return nowMs
    },
    after: (ms, act) => void add(ms, act),
    sleep: (ms) => new Promise((resolve) => void add(ms, resolve)),
    until(isDone, mostMs) {
      const endMs = nowMs + mostMs
      drainMicrotasks()
      for (let steps = 0; !isDone(); steps++) {
        if (nowMs > endMs) return false
        if (steps > eventsMost) throw new Error("it turns in circles")
        step()
      }
      return true
    },
  }
  const own = {
    setTimeout: (act: () => void, ms = 0) => add(ms, act),
    setInterval: (act: () => void, ms = 0) => add(ms, act, ms),
    clearTimeout: cancel,
    clearInterval: cancel,
  }
  const [theirs, now, random] = [{ ...pick(globalThis) }, Date.now, Math.random]
  Object.assign(globalThis, own)
  Date.now = () => nowMs
  Math.random = chance.next
  try {
    return body(clock)
  } finally {
    Object.assign(globalThis, theirs)
    Date.now = now
    Math.random = random
  }
}

const pick = ({ setTimeout, setInterval, clearTimeout, clearInterval }: typeof globalThis) => ({
  setTimeout,
  setInterval,
  clearTimeout,
  clearInterval,
})

/** Timers by time, those of one instant in the order in which they were set. */
function openAgenda() {
  const due = new Map<number, Due>()
  const heap: { readonly atMs: number; readonly id: number }[] = []
  const isLess = (a: number, b: number) =>
    heap[a]!.atMs < heap[b]!.atMs || (heap[a]!.atMs === heap[b]!.atMs && heap[a]!.id < heap[b]!.id)
  const swap = (a: number, b: number) => {
    ;[heap[a], heap[b]] = [heap[b]!, heap[a]!]
  }
  const rise = (from: number) => {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!isLess(at, parent)) return
      swap(at, parent)
      at = parent
    }
  }
  const sink = () => {
    for (let at = 0; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < heap.length && isLess(child, least)) least = child
      if (least === at) return
      swap(at, least)
      at = least
    }
  }
  return {
    set(id: number, one: Due): void {
      due.set(id, one)
      heap.push({ atMs: one.atMs, id })
      rise(heap.length - 1)
    },
    delete: (id: number) => due.delete(id),
    next(): (Due & { readonly id: number }) | undefined {
      for (;;) {
        const first = heap[0]
        if (!first) return
        const last = heap.pop()!
        if (heap.length > 0) {
          heap[0] = last
          sink()
        }
        const one = due.get(first.id)
        if (one?.atMs !== first.atMs) continue // it was cancelled
        due.delete(first.id)
        return { ...one, id: first.id }
      }
    },
  }
}

/** Thrown at a program that has been killed, wherever it touches the world. */
export class Death extends Error {}

const isDeath = (cause: unknown) => cause instanceof Death
