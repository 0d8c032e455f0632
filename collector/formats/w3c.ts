import { type Event, setField } from "#shared/ecs/event.ts"
import { keysMax } from "#shared/ecs/json.ts"
import { ownText } from "#shared/ecs/own-text.ts"
import { instantOf } from "#shared/ecs/time.ts"
import { cellsOf } from "../separated.ts"
import { type Format, type FormatContext, noEvent } from "./define.ts"

/** What IIS writes by default (7.0 and later), for a stream whose directives were not seen. */
const usual =
  "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken X-Forwarded-For".split(
    " ",
  )

/** The same for the errors of HTTP.sys. */
const usualErrors =
  "date time c-ip c-port s-ip s-port cs-version cs-method cs-uri sc-status s-siteid s-reason s-queuename".split(
    " ",
  )

const address = /^[0-9a-fA-F.:]+(?:%\w+)?$/
const digits = /^\d+$/

/** Names for the values: those of `#Fields`, unless their number is another and a default fits. */
function namesFor(fields: string | undefined, cells: readonly string[]): readonly string[] {
  const told = fields?.trim().split(/\s+/)
  if (told?.length === cells.length) return told
  const [, , third = "", fourth = "", , sixth = "", seventh = ""] = cells
  if (address.test(third) && digits.test(fourth) && digits.test(sixth)) return usualErrors
  const fits = usual.length - cells.length < 2 && cells.length <= usual.length
  return fits && address.test(third) && digits.test(seventh) ? usual : (told ?? usual)
}

/**
 * W3C Extended Log File Format (IIS, HTTP.sys, many proxies). `#Fields` says what follows, and may
 * change amid a file; a blank divides, `+` stands for a blank, `-` for nothing.
 */
export const w3c: Format = {
  name: "w3c",
  summary: "W3C extended log files with their #Fields directives, as IIS writes them",
  example:
    "2026-03-01 12:00:00 198.51.100.7 GET /index.html - 443 - 192.0.2.1 Mozilla/5.0+(X11) - 200 0 0 15",
  looksLike: (text) =>
    /^#(?:Fields|Software|Version|Date|Start-Date|End-Date|Remark):/.test(text) ||
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [0-9a-fA-F.:%]+ [A-Z]+ \//.test(text),
  read(text, event, context) {
    if (text.startsWith("#")) {
      const fields = /^#Fields:\s*(.*)$/.exec(text)?.[1]
      if (fields !== undefined) context.memory?.().set("w3c", ownText(fields))
      return noEvent
    }
    const cells = cellsOf(text.trim(), text.includes("\t") ? "\t" : " ")
    const names = namesFor(context.memory?.().get("w3c"), cells)
    if (cells.length < Math.min(names.length, 3)) return "W3C: fewer values than #Fields names"
    event.message = text
    write(event, names, cells, context)
    return undefined
  },
}

function write(
  event: Event,
  names: readonly string[],
  cells: readonly string[],
  context: FormatContext,
): void {
  const values = new Map<string, string>()
  for (const [i, name] of names.slice(0, keysMax).entries()) {
    const cell = cells[i]
    if (cell === undefined || cell === "-" || cell === "" || values.has(name)) continue
    values.set(name, cell)
    setField(event, `vendor.w3c.${fieldOf(name)}`, cell)
  }
  const date = values.get("date") ?? ""
  const ms = instantOf(`${date} ${values.get("time") ?? "00:00:00"}`.trim(), context.zone)
  if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
}

/** `cs(User-Agent)` → `cs_user_agent`, `sc-status` → `sc_status`. */
const fieldOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/_$/, "")
    .slice(0, 128)
