import { isBlank } from "./raw.ts"

/** A line as it was read, without its end. The bytes are valid only during the call. */
export interface Line {
  readonly bytes: Buffer
  /** Its length before it was cut. */
  readonly length: number
  /** Where it stood: an offset or a counter; it grows. */
  readonly at: number
}

/** Told of each record, with the place of its first line. */
export type OnJoined = (record: Buffer, originalBytes: number, at: number) => void

/**
 * Joins lines to records. What it does depends only on the lines since nothing was open, and on when
 * `end` was called: so who reads them again gets the same records.
 */
export interface Joiner {
  add(line: Line, onRecord: OnJoined): void
  /** All that is open ends here. */
  end(onRecord: OnJoined): void
  /** Where the line stood since which something has been open. */
  readonly openFrom: number | undefined
  /** A record was handed over since then: read again from there, it comes again. */
  readonly isMixed: boolean
}

export interface RecordLimits {
  readonly linesMax: number
  readonly bytesMax: number
}

/** A record to which lines may come. */
export interface OpenRecord {
  readonly at: number
  fits(line: Line): boolean
  add(line: Line): void
  end(onRecord: OnJoined): void
}

export function openRecord(first: Line, { linesMax, bytesMax }: RecordLimits): OpenRecord {
  const kept = first.bytes.subarray(0, bytesMax)
  const lines = [Buffer.from(kept)]
  let bytes = kept.length
  let cutBytes = first.length - kept.length
  return {
    at: first.at,
    fits: (line) => lines.length < linesMax && bytes + 1 + line.bytes.length <= bytesMax,
    add(line) {
      lines.push(Buffer.from(line.bytes))
      bytes += 1 + line.bytes.length
      cutBytes += line.length - line.bytes.length
    },
    end(onRecord) {
      while (lines.length > 1 && isBlank(lines.at(-1)!)) lines.pop()
      const record = Buffer.concat(lines.flatMap((line, i) => (i === 0 ? [line] : [lineEnd, line])))
      onRecord(record, record.length + cutBytes, first.at)
    },
  }
}

const lineEnd = Buffer.from("\n")
