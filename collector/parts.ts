import { isUtf8 } from "node:buffer"
import type { Format } from "./formats/define.ts"

/**
 * The exact bytes of each part of a record that is not UTF-8, where the part's text is not them. The
 * whole record stands for a part whose own bytes can't be told, but only once: it is as large as all
 * parts together.
 */
export function bytesOfParts(
  whole: Uint8Array,
  texts: readonly string[],
  format: Format | undefined,
): readonly (Uint8Array | undefined)[] {
  // what divides records is ASCII: it divides their bytes, each read as a character, alike
  const alike = format?.split?.(Buffer.from(whole).toString("latin1")) ?? []
  let isWholeKept = false
  return texts.map((text, i) => {
    if (!text.includes("\ufffd")) return undefined
    const bytes = Buffer.from(alike[i] ?? "", "latin1")
    if (bytes.toString("utf8") === text) return isUtf8(bytes) ? undefined : bytes
    if (isWholeKept) return undefined
    isWholeKept = true
    return whole
  })
}
