/** What a tar archive's files are handed to. */
export interface TarReader {
  wants(path: string, size: number): boolean
  pass(path: string, reason: string): void
  keep(path: string, bytes: Uint8Array): void
}

const blockBytes = 512

/**
 * Reads a tar archive (POSIX ustar, with the long names of pax and GNU). Links and devices are
 * passed over. Throws on what is no tar.
 */
export function readTar(bytes: Uint8Array, reader: TarReader): void {
  let at = 0
  let longName: string | undefined
  while (at + blockBytes <= bytes.length) {
    const header = bytes.subarray(at, at + blockBytes)
    if (header.every((byte) => byte === 0)) return
    if (!isSummedUp(header)) throw new Error("it is no archive of rules: neither zip nor tar")
    const size = octal(header, 124, 12)
    const kind = String.fromCharCode(header[156] as number)
    const content = bytes.subarray(at + blockBytes, at + blockBytes + size)
    if (content.length < size) throw new Error("the archive ends too early")
    at += blockBytes * (1 + Math.ceil(size / blockBytes))
    if (kind === "L") longName = text(content)
    else if (kind === "x") longName = pathOfPax(content) ?? longName
    else if (kind !== "g") {
      const path = longName ?? pathOf(header)
      longName = undefined
      if (kind === "0" || kind === "\0") {
        if (reader.wants(path, size)) reader.keep(path, content)
      } else if (kind !== "5") reader.pass(path, "it is a link or a device")
    }
  }
}

function pathOf(header: Uint8Array): string {
  const name = text(header.subarray(0, 100))
  const prefix = text(header.subarray(257, 262)) === "ustar" ? text(header.subarray(345, 500)) : ""
  return prefix === "" ? name : `${prefix}/${name}`
}

/** Records of pax: `length key=value\n`. */
function pathOfPax(content: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(new TextDecoder().decode(content))?.[1]
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}

function octal(header: Uint8Array, from: number, length: number): number {
  const digits = text(header.subarray(from, from + length)).trim()
  if (!/^[0-7]{1,11}$/.test(digits)) throw new Error("the archive has a size that is no number")
  return Number.parseInt(digits, 8)
}

/** The header's checksum: its bytes with the sum's own place as blanks. */
function isSummedUp(header: Uint8Array): boolean {
  const told = text(header.subarray(148, 156)).trim()
  let sum = 8 * 32
  for (let at = 0; at < blockBytes; at++) {
    if (at < 148 || at >= 156) sum += header[at] as number
  }
  return /^[0-7]+$/.test(told) && Number.parseInt(told, 8) === sum
}
