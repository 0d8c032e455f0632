/** @jsxImportSource hono/jsx */

/** What an answer leaves out, said beside it. */
export function Caveats({ caveats }: { caveats: readonly string[] }) {
  if (caveats.length === 0) return null
  return <p class="caveat">{caveats.join("; ")}</p>
}
