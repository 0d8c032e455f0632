/** @jsxImportSource hono/jsx */
import { href } from "../href.ts"

const ranges = [
  ["now-15m", "15 min"],
  ["now-1h", "1 h"],
  ["now-4h", "4 h"],
  ["now-24h", "24 h"],
  ["now-7d", "7 d"],
  ["now-30d", "30 d"],
] as const

export const usualFrom = "now-24h"

interface TimePickerProps {
  readonly path: string
  /** The parameters of the page, which the links keep. */
  readonly state: Readonly<Record<string, string | undefined>>
}

/** Relative spans as links, any other by its two ends; inside the form of the page. */
export function TimePicker({ path, state }: TimePickerProps) {
  const { from = usualFrom, to = "" } = state
  return (
    <fieldset class="when">
      <legend class="hidden">Time</legend>
      <span class="ranges">
        {ranges.map(([start, name]) => (
          <a
            href={href(path, { ...state, from: start, to: undefined, after: undefined })}
            {...(start === from && to === "" && { "aria-current": "true" })}
          >
            {name}
          </a>
        ))}
      </span>
      <label>
        From <input name="from" value={from} maxlength={40} placeholder="now-24h" />
      </label>
      <label>
        To <input name="to" value={to} maxlength={40} placeholder="now" />
      </label>
    </fieldset>
  )
}
