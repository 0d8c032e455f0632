import type { Context } from "hono"
import { InputError } from "./input-error.ts"
import { queryTimeoutMs, type World } from "./world.ts"

/** The store's time is limited, and ends when the caller goes away. */
export const patience = (world: World, c: Context) =>
  AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(queryTimeoutMs(world))])

/** The mark of the next page, checked: stores give base64url of a JSON array of scalars. */
export function afterOf(c: Context): string | undefined {
  const after = c.req.query("after") || undefined
  if (after !== undefined && !isMark(after)) throw new InputError("not a page mark: after")
  return after
}

function isMark(text: string): boolean {
  if (text.length > 1_024 || !/^[\w-]+$/.test(text)) return false
  try {
    const mark: unknown = JSON.parse(Buffer.from(text, "base64url").toString())
    const isScalar = (one: unknown) => typeof one === "string" || typeof one === "number"
    return Array.isArray(mark) && mark.length === 2 && mark.every(isScalar)
  } catch {
    return false
  }
}
