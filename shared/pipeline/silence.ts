import { hourMs } from "./ledger-row.ts"
import { type HeardHours, hearAt, openHours, usualMs } from "./silence-hours.ts"

/** What is remembered of something that should be heard: a source, or a host within one. */
export interface Track {
  lastMs: number
  /** How many gaps it has been learnt from. */
  gaps: number
  /** How much time was spent in gaps by their length: of bin n, of 2^n to 2^(n+1) seconds. */
  readonly spent: number[]
  spentMs: number
  readonly hours: HeardHours
  /** Since when it is silent, once that is unusual. */
  silentSinceMs?: number | undefined
}

export interface SilenceOptions {
  /** No silence is shorter. */
  readonly minimumMs: number
  /** A silence is so many times the usual gap. */
  readonly factor: number
  /** Gaps to be heard before anything is judged. */
  readonly gapsLearnt: number
}

const bins = 23
const halfLifeMs = 7 * 24 * 3_600_000
const dayMs = 24 * 3_600_000
/** So many days are known when nights are told from silence, and the first weekend is over. */
const turns = [3, 8]
/** The usual gap: at 95 of 100 moments one is in a gap that is not longer. */
const quantile = 0.95

export function openTrack(atMs: number): Track {
  const hours = openHours(atMs)
  hearAt(hours, atMs)
  return {
    lastMs: atMs,
    gaps: 0,
    spent: Array.from({ length: bins }, () => 0),
    spentMs: atMs,
    hours,
  }
}

/** @param fromMs where the gap begins, if it could not be heard before */
export function hear(track: Track, atMs: number, fromMs = 0): void {
  if (!(atMs > track.lastMs)) return
  const beganMs = Math.max(track.lastMs, fromMs)
  if (beganMs < atMs) learn(track, beganMs, atMs)
  track.lastMs = atMs
  hearAt(track.hours, atMs)
}

function learn(track: Track, fromMs: number, toMs: number): void {
  const { spent } = track
  const decay = 0.5 ** ((toMs - track.spentMs) / halfLifeMs)
  if (decay < 1) for (let bin = 0; bin < bins; bin++) spent[bin]! *= decay
  track.spentMs = Math.max(track.spentMs, toMs)
  if (turns.some((days) => isPast(track, days, toMs) && !isPast(track, days, fromMs))) spent.fill(0)
  const gapMs = countedMs(track, fromMs, toMs)
  if (gapMs > 0) spent[binOf(gapMs)]! += gapMs / 1000
  track.gaps++
}

/** What was learnt before the hours were known took nights, or a weekend, for gaps. */
const isPast = ({ hours }: Track, days: number, ms: number) =>
  ms >= hours.firstHour * hourMs + days * dayMs

const binOf = (ms: number) => Math.min(bins - 1, Math.max(0, Math.ceil(Math.log2(ms / 1000))))

/** The usual gap: the upper edge of its bin; undefined until enough gaps were heard. */
export function usualGapMs({ spent, gaps }: Track, gapsLearnt: number): number | undefined {
  if (gaps < gapsLearnt) return
  const total = spent.reduce((sum, seconds) => sum + seconds, 0)
  let sum = 0
  for (let bin = 0; bin < bins; bin++) {
    sum += spent[bin]!
    if (sum >= quantile * total) return 1000 * 2 ** bin
  }
  return 1000 * 2 ** (bins - 1)
}

/**
 * Time that counts: what is sent in working hours is not missed at night. Of what is sent so seldom
 * that no hour is usual, all time counts.
 */
function countedMs({ hours }: Track, fromMs: number, toMs: number): number {
  const counted = usualMs(hours, fromMs, toMs)
  const isLong = counted === 0 && toMs - fromMs > dayMs
  return isLong && usualMs(hours, fromMs - 7 * dayMs, fromMs) === 0 ? toMs - fromMs : counted
}

/** Whether it is silent for unusually long, judged at `atMs`; undefined while that is not known. */
export function isSilent(
  track: Track,
  atMs: number,
  fromMs: number,
  { minimumMs, factor, gapsLearnt }: SilenceOptions,
): boolean | undefined {
  const beganMs = Math.max(track.lastMs, fromMs)
  if (atMs - beganMs <= minimumMs) return false
  const usual = usualGapMs(track, gapsLearnt)
  if (usual === undefined) return
  return countedMs(track, beganMs, atMs) > Math.max(minimumMs, factor * usual)
}

/** A track as it was kept; undefined if it is none. */
export function trackOf(value: unknown): Track | undefined {
  const track = value as Track | null
  const isNumbers = (list: unknown, length: number) =>
    Array.isArray(list) && list.length === length && list.every(Number.isFinite)
  const isTrack =
    Number.isFinite(track?.lastMs) &&
    Number.isFinite(track?.gaps) &&
    Number.isFinite(track?.spentMs) &&
    isNumbers(track?.spent, bins) &&
    Number.isSafeInteger(track?.hours?.firstHour) &&
    Number.isSafeInteger(track?.hours?.lastHour) &&
    isNumbers(track?.hours?.bits, openHours(0).bits.length)
  return isTrack ? track! : undefined
}
