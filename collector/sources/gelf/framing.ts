import { type OnRecord, openHolder } from "#shared/pipeline/lines.ts"
import type { Framing } from "#shared/pipeline/tcp.ts"

/** GELF by TCP: each message ends with NUL. Line ends are blanks, as they are in JSON. */
export function openFraming(recordBytesMax: number, onRecord: OnRecord): Framing {
  const holder = openHolder(recordBytesMax)
  return {
    push(chunk) {
      let start = 0
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
        holder.add(chunk.subarray(start, end))
        holder.take(onRecord)
        start = end + 1
      }
      if (start < chunk.length) holder.add(chunk.subarray(start))
      return true
    },
    end: () => holder.take(onRecord),
  }
}
