import { type Event, setField } from "#shared/ecs/event.ts"
import { adopt, isObject, keysMax, parseJson } from "#shared/ecs/json.ts"
import { ownText } from "#shared/ecs/own-text.ts"
import { type Format, type FormatContext, noEvent } from "./define.ts"
import { listFields, usualFields } from "./zeek-fields.ts"

/**
 * Zeek's own logs: tab-separated, ruled by the directives `#separator`, `#fields`, `#types`, `#path`
 * and their like, or JSON, also wrapped in the log's name (`{"conn": {…}}`). All is kept under
 * `vendor.` by Zeek's names, as that of its JSON; the log's name is `vendor._path`.
 */
export const zeek: Format = {
  name: "zeek",
  summary: "Zeek's logs, tab-separated with their directives or as JSON",
  example:
    "1772886896.789123\tCHhAvVGS1DHFjwGM9\t192.0.2.8\t51001\t198.51.100.7\t443\ttcp\tssl\t1.5\t98\t9417\tSF\t-\t-\t0\tShADad\t11\t670\t10\t9945\t-",
  looksLike: (text) =>
    /^#(?:separator \\x|(?:set_separator|empty_field|unset_field|path|open|close|fields|types)\t)/.test(
      text,
    ) || /^\d{9,10}\.\d{6}\t[CFU-]\w{0,24}\t/.test(text),
  read(text, event, context) {
    if (text.startsWith("#")) {
      remember(text, context)
      return noEvent
    }
    if (text.startsWith("{")) return readJson(text, event)
    return readCells(text, event, context)
  },
}

function readJson(text: string, event: Event): string | undefined {
  const parsed = parseJson(text)
  if (!isObject(parsed?.value)) return "zeek: not JSON"
  const [path, ...more] = Object.keys(parsed.value)
  const inner = path !== undefined && more.length === 0 ? parsed.value[path] : undefined
  adopt(isObject(inner) ? inner : parsed.value, event)
  if (isObject(inner)) setField(event, "vendor._path", path!)
  return undefined
}

const unescaped = (text: string): string =>
  text.includes("\\x")
    ? text.replace(/\\x([0-9a-fA-F]{2})/g, (_all, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : text

/** Keeps `#name value` for the lines that follow. */
function remember(text: string, context: FormatContext): void {
  const found = /^#(separator|set_separator|empty_field|unset_field|path|fields|types)\W(.*)$/.exec(
    text,
  )
  if (!found) return
  const isCharacter = found[1]!.endsWith("separator")
  const told = isCharacter ? unescaped(found[2]!) : found[2]!
  context.memory?.().set(`zeek.${found[1]}`, ownText(told))
}

function readCells(text: string, event: Event, context: FormatContext): string | undefined {
  const memory = context.memory?.()
  const separator = memory?.get("zeek.separator") || "\t"
  const cells = text.split(separator, keysMax)
  const told = memory?.get("zeek.fields")?.split(separator, keysMax)
  const [path, fields] = told
    ? [memory?.get("zeek.path"), told]
    : (usualFields(cells) ?? [undefined, undefined])
  if (!fields) return "zeek: no #fields was seen, and it is no usual log"
  if (cells.length < 2) return "zeek: fewer values than #fields names"
  const types = told && memory?.get("zeek.types")?.split(separator, keysMax)
  const empty = [
    memory?.get("zeek.unset_field") ?? "-",
    memory?.get("zeek.empty_field") ?? "(empty)",
  ]
  const between = memory?.get("zeek.set_separator") || ","
  event.message = text
  if (path) setField(event, "vendor._path", path)
  for (const [i, name] of fields.entries()) {
    const cell = cells[i]
    if (name === "" || cell === undefined || cell === "" || empty.includes(cell)) continue
    const isList = types ? /^(?:set|vector|table)\[/.test(types[i] ?? "") : listFields.has(name)
    const value = isList ? cell.split(between).map(unescaped) : unescaped(cell)
    setField(event, `vendor.${name.slice(0, 128)}`, value)
  }
  return undefined
}
