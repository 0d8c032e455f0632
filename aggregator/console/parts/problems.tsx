/** @jsxImportSource hono/jsx */
import { adviceOn } from "../advice.ts"
import { Text } from "./text.tsx"

/** What is wrong now, and what to do about each. */
export function Problems({ problems }: { problems: readonly string[] }) {
  if (problems.length === 0) return <p class="good">All is well.</p>
  return (
    <ul class="problems">
      {problems.map((problem) => {
        const { text, isNotice, href } = adviceOn(problem)
        return (
          <li class={isNotice ? "problem notice" : "problem"}>
            <Text text={problem} />
            <p class="hint">
              {text} {href && <a href={href}>See there</a>}
            </p>
          </li>
        )
      })}
    </ul>
  )
}
