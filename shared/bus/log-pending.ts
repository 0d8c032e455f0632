import { type Disk, realDisk } from "./disk.ts"
import { groupsIn, segmentPath, segmentsIn, standingOf } from "./log-folder.ts"
import { logsIn } from "./log-reader.ts"
import { openSlots } from "./log-slots.ts"
import type { Content } from "./segment.ts"
import { partAt } from "./segment-reader.ts"
import type { Topic } from "./types.ts"

/** What of a folder of logs a group has yet to settle, read beside whoever writes and reads it. */
export interface LogPending {
  /** Records of the topics; infinite where more than `bytesMax` would have to be read. */
  readonly records: number
}

/** How many records a group has yet to settle; nothing is written. */
export function pendingIn(
  folder: string,
  group: string,
  topics: readonly Topic[],
  bytesMax = 64 << 20,
  disk: Disk = realDisk,
): LogPending {
  const wanted = new Set(topics)
  const reading = { left: bytesMax }
  let records = 0
  for (const log of logsIn(folder)) {
    const standing = standingOf(openSlots(disk, groupsIn(log), group).state)
    for (const segment of segmentsIn(disk, log)) {
      if (segment < (standing?.segment ?? 0)) continue
      const from = segment === standing?.segment ? standing.offset : 0
      for (const { records: found } of contentsIn(disk, segmentPath(log, segment), from, reading))
        for (const [topic] of found) if (wanted.has(topic)) records++
      if (reading.left < 0) return { records: Number.POSITIVE_INFINITY }
    }
  }
  return { records }
}

function* contentsIn(
  disk: Disk,
  path: string,
  from: number,
  reading: { left: number },
): Generator<Content> {
  const file = disk.open(path)
  if (!file) return
  try {
    for (let at = from; reading.left >= 0; ) {
      const part = partAt(file, at, false)
      if (part.is !== "frame" && part.is !== "damage") return
      reading.left -= part.end - at
      at = part.end
      if (part.is === "frame" && part.frame.kind === "records") yield part.frame.value as Content
    }
  } finally {
    file.close()
  }
}
