import type { BusRecord } from "./types.ts"

/**
 * The durable log under the local bus and the spool in front of Kafka: segment files of at most
 * 64 MiB, written by one process, read by any number.
 */
export interface LogWriter extends AsyncDisposable {
  /**
   * Resolves when records and note are on disk (group fsync: one serves all that wait). Waits while
   * the log is full (`bytesMax`) or the disk is, and says so by `problems()`; rejects when aborted
   * meanwhile: then nothing of it is kept. What is aborted while it can be written is written.
   * Never deletes what a group has yet to read.
   * @param note kept in the same frame as the records: what it counts and what is counted live or
   *   die together. Once it is on disk, `Notes.written` is told.
   */
  append(records: readonly BusRecord[], signal: AbortSignal, note?: string): Promise<void>
  /** Bytes on disk. */
  readonly bytes: number
  readonly bytesMax: number
  /** Nothing can be written now: there is no room, or the disk refuses. */
  readonly full: boolean
  /** Since when, and why. */
  readonly paused: Paused | undefined
  problems(): readonly string[]
  /** What of it could not be read and lies aside, in words. */
  damage(): readonly string[]
}

export interface Paused {
  readonly sinceMs: number
  readonly why: string
}

/** The running totals that notes add to. Each segment begins with a snapshot of what is durable. */
export interface Notes {
  snapshot(): string
  /** Adds a note that is on disk to the totals. */
  written(note: string): void
  /** Called once at opening: the newest snapshot on disk and the notes that came after it. */
  restore(snapshot: string | undefined, notes: readonly string[]): void
}
