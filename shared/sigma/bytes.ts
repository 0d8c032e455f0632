const encoder = new TextEncoder()
const bytesMax = 1 << 20

let bytes = new Uint8Array(1 << 14)

/** The last text's characters, four to a number. What follows the text is left over. */
export let words = new Uint32Array(bytes.buffer)

/** Puts a text into `words`; false where it is more than ASCII, or very long. */
export function putAscii(text: string): boolean {
  const { length } = text
  if (length + 8 > bytes.length) {
    if (length + 8 > bytesMax) return false
    bytes = new Uint8Array(2 ** Math.ceil(Math.log2(length + 8)))
    words = new Uint32Array(bytes.buffer)
  }
  return encoder.encodeInto(text, bytes).written === length
}
