/** @jsxImportSource hono/jsx */
import type { Page } from "../../store/types.ts"
import { href } from "../href.ts"
import { countText } from "./text.tsx"

interface TotalProps {
  readonly page: Page
  readonly what: string
  /** What comes first. */
  readonly order?: string
}

/** How many there are, and what the answer leaves out. */
export function Total({ page, what, order = "newest" }: TotalProps) {
  const { total, totalIsLowerBound, caveats } = page
  return (
    <>
      <p class="total" role="status">
        {totalIsLowerBound && "at least "}
        <strong>{countText(total)}</strong> {total === 1 ? what : `${what}s`}, {order} first
      </p>
      {caveats.map((caveat) => (
        <p class="caveat">{caveat}</p>
      ))}
    </>
  )
}

interface MoreProps {
  readonly page: Page
  readonly path: string
  readonly state: Readonly<Record<string, string | undefined>>
}

export function More({ page, path, state }: MoreProps) {
  if (page.after === undefined) return null
  const next = href(path, { ...state, live: undefined, after: page.after })
  return (
    <p>
      <a class="button" rel="next" href={next}>
        Next page
      </a>
    </p>
  )
}
