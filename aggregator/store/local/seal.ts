import type { Files } from "./files.ts"

const atOnceMax = 4

export interface Sealed {
  /** Segments written now. */
  readonly made: number
  /** Full segments that are not on disk yet. */
  readonly left: number
}

/**
 * Writes segments that are not yet on disk, a few at a time. A file that is written no more is
 * written to its end.
 * @param openStart the file that is being written
 */
export function seal(files: Files, openStart: number): Sealed {
  const done = { made: 0, left: 0 }
  for (const { start, db } of files.all())
    files.guarded(start, () => {
      const segments = files.segments(start, db)
      while (done.made < atOnceMax && segments.writeNext(start !== openStart)) done.made++
      done.left += segments.unwritten()
    })
  return done
}
