import { hourMs } from "./ledger-row.ts"

/*
 * In which of the last eight days' hours something was heard: a ring of 192 bits, the bit of an hour
 * (counted from the epoch) at that number modulo 192.
 */
const words = 6
const ringHours = words * 32
const daysMax = 7

export interface HeardHours {
  /** The first hour that is known, and the last that the ring has been moved on to. */
  firstHour: number
  lastHour: number
  readonly bits: number[]
}

export const hourOf = (ms: number): number => Math.floor(ms / hourMs)

export function openHours(ms: number): HeardHours {
  const hour = hourOf(ms)
  return { firstHour: hour, lastHour: hour, bits: Array.from({ length: words }, () => 0) }
}

export function hearAt(hours: HeardHours, ms: number): void {
  const hour = hourOf(ms)
  if (hour <= hours.lastHour - ringHours) return
  const from = Math.max(hours.lastHour + 1, hour - ringHours + 1)
  for (let passed = from; passed <= hour; passed++) setBit(hours, passed, false)
  hours.lastHour = Math.max(hours.lastHour, hour)
  setBit(hours, hour, true)
}

function setBit({ bits }: HeardHours, hour: number, isHeard: boolean): void {
  const at = modulo(hour)
  const mask = 1 << (at & 31)
  bits[at >> 5] = isHeard ? bits[at >> 5]! | mask : bits[at >> 5]! & ~mask
}

function wasHeard(hours: HeardHours, hour: number): boolean {
  if (hour > hours.lastHour || hour <= hours.lastHour - ringHours) return false
  const at = modulo(hour)
  return (hours.bits[at >> 5]! & (1 << (at & 31))) !== 0
}

const modulo = (hour: number) => ((hour % ringHours) + ringHours) % ringHours

/**
 * How much of a span lies in hours of the day in which something is usually heard: in at least half
 * of the days before, and in the same hour a week ago where that is known. All of it, while less
 * than three days are known.
 */
export function usualMs(hours: HeardHours, fromMs: number, toMs: number): number {
  let sum = 0
  const first = Math.max(hourOf(fromMs), hourOf(toMs) - ringHours)
  for (let hour = first; hour <= hourOf(toMs); hour++) {
    if (!isUsual(hours, hour)) continue
    const [start, end] = [Math.max(fromMs, hour * hourMs), Math.min(toMs, (hour + 1) * hourMs)]
    sum += Math.max(0, end - start)
  }
  return sum
}

function isUsual(hours: HeardHours, hour: number): boolean {
  const days = Math.min(daysMax, Math.floor((hour - hours.firstHour) / 24))
  if (days < 3) return true
  let heard = 0
  for (let day = 1; day <= days; day++) if (wasHeard(hours, hour - 24 * day)) heard++
  const asLastWeek = days < daysMax || wasHeard(hours, hour - 24 * daysMax)
  return heard >= days / 2 && asLastWeek
}
