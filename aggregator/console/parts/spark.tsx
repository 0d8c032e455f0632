/** @jsxImportSource hono/jsx */
import { countText } from "./text.tsx"

const width = 96
const height = 18

/** How much there was over time, at a glance; in words for who can't see it. */
export function Spark({ bars, what }: { bars: readonly number[]; what: string }) {
  const most = Math.max(...bars, 0)
  if (most === 0) return <span class="none">–</span>
  const wide = width / bars.length
  const sum = bars.reduce((all, one) => all + one, 0)
  const path = bars
    .map((count, at) => {
      const tall = count === 0 ? 0 : Math.max(1, (count / most) * height)
      return `M${(at * wide).toFixed(1)} ${height}v${(-tall).toFixed(1)}h${(wide * 0.8).toFixed(1)}v${tall.toFixed(1)}z`
    })
    .join("")
  const label = `${countText(sum)} ${what}, at most ${countText(most)} in one of ${bars.length} spans`
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  )
}
