import type { Files } from "./files.ts"

const atOnceMax = 4

/**
 * Writes segments that are not yet on disk, a few at a time. A file that is written no more is
 * written to its end.
 * @param openStart the file that is being written
 * @returns whether there are more
 */
export function seal(files: Files, openStart: number): boolean {
  let made = 0
  for (const { start, db } of files.all())
    files.guarded(start, () => {
      while (made < atOnceMax && files.segments(start, db).writeNext(start !== openStart)) made++
    })
  return made >= atOnceMax
}
