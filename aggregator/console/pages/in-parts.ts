import type { Context } from "hono"
import type { Child } from "hono/jsx"
import type { Tell } from "../../store/types.ts"

interface Parts<Answer> {
  /** The whole page around what stands in its midst. */
  frame(midst: Child): Child
  work(tell: Tell): Promise<Answer>
  done(answer: Answer): Child
  /** Once what was asked is on its way, and again whenever more of it is done. */
  working(share: number | undefined): Child
  failed(isLate: boolean): Child
}

/** An answer that comes within this time is sent as one. */
const atOnceMs = 100

/**
 * Sends a page as one where its answer comes soon, else in parts: what stands around the answer at
 * once, then how much is done, then the answer. The reader who leaves ends the work.
 */
export async function inParts<Answer>(c: Context, parts: Parts<Answer>): Promise<Response> {
  let tellNow: Tell = () => {}
  const asked = parts
    .work((share) => tellNow(share))
    .then(
      (answer) => ({ child: parts.done(answer), status: 200 as const }),
      (cause: unknown) => ({ child: parts.failed(isLate(cause)), status: 503 as const }),
    )
  const soon = await Promise.race([asked, Bun.sleep(atOnceMs)])
  if (soon) return c.html(await textOf(parts.frame(soon.child)), soon.status)
  const mark = `midst-${crypto.randomUUID()}`
  const [head = "", foot = ""] = (await textOf(parts.frame(mark))).split(mark)
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const encoder = new TextEncoder()
  const write = (text: string) => writer.write(encoder.encode(text)).catch(() => {})
  const run = async () => {
    void write(head + (await textOf(parts.working(undefined))))
    let isWriting = false
    tellNow = async (share) => {
      if (isWriting) return
      isWriting = true
      await write(await textOf(parts.working(share)))
      isWriting = false
    }
    const { child } = await asked
    tellNow = () => {}
    await write((await textOf(child)) + foot)
    await writer.close().catch(() => {})
  }
  void run()
  c.header("x-accel-buffering", "no") // a proxy that gathers would hold the first part back
  return c.body(readable, 200, { "content-type": "text/html; charset=UTF-8" })
}

const isLate = (cause: unknown) => cause instanceof Error && cause.name === "TimeoutError"

/** A page may be text, or come to be it. */
const textOf = async (child: Child): Promise<string> => String(await child)
