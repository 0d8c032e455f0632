/** @jsxImportSource hono/jsx */
import type { Value } from "#shared/ecs/event.ts"
import type { RuleLevel } from "#shared/sigma/types.ts"
import { href, valueQuery } from "../href.ts"
import { Text, valueText } from "./text.tsx"

interface ChipProps {
  readonly field: string
  readonly value: Value | undefined
}

/** A value that leads to the events that have it. */
export function Chip({ field, value }: ChipProps) {
  const values = Array.isArray(value) ? value.slice(0, 20) : [value as Value | undefined]
  return <>{values.map((one) => one !== undefined && one !== null && single(field, one))}</>
}

function single(field: string, value: Value) {
  const text = valueText(value)
  const q = valueQuery(field, text)
  if (text === "") return null
  if (!q) return <Text text={text} />
  return (
    <a class="chip" href={href("/search", { q })} title={`Search ${field}: ${text.slice(0, 200)}`}>
      <Text text={text} />
    </a>
  )
}

/** A level in its colour, and always in words. */
export const Level = ({ level }: { level: RuleLevel }) => (
  <span class={`level ${level}`}>{level}</span>
)
