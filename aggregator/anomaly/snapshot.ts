/** Typed arrays in JSON: `{"f64": "…"}`, little-endian, base64. */
const arrays = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u8: Uint8Array,
} as const

/** State as text with a hash before it; what `readSnapshot` gives equals it. */
export function writeSnapshot(state: unknown): string {
  const text = JSON.stringify(state, (_, value: unknown) => {
    for (const [key, type] of Object.entries(arrays))
      if (value instanceof type)
        return {
          [key]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64"),
        }
    return value
  })
  return `${hashOf(text)}\n${text}\n`
}

/** Throws where the text is not whole. */
export function readSnapshot(snapshot: string): unknown {
  const end = snapshot.indexOf("\n")
  const text = snapshot.slice(end + 1, -1)
  if (end < 0 || snapshot.slice(0, end) !== hashOf(text)) throw new Error("damaged or cut short")
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value
    for (const [key, type] of Object.entries(arrays)) {
      const bytes = (value as Record<string, unknown>)[key]
      if (typeof bytes === "string") return new type(copied(Buffer.from(bytes, "base64")))
    }
    return value
  })
}

/** A buffer of its own, aligned. */
const copied = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer

const hashOf = (text: string): string =>
  new Bun.CryptoHasher("sha256").update(text).digest("base64url")
