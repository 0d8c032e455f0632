import { ipOf } from "#shared/ecs/address.ts"
import { fieldOf, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

/** `basename: {target: source}`: what follows the last slash or backslash of a path. */
export const basename: StepMaker = (value) => {
  const pairs = Object.entries(optionsOf(value)).map(
    ([to, from]) => [target(to), textOf(from, "basename")] as const,
  )
  return (event) => {
    for (const [to, from] of pairs) {
      const path = read(event, from)
      if (path === undefined) continue
      const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)
      if (name !== "") put(event, to, name)
    }
  }
}

/** `number: {target: source(s)}`: as `copy`, and reads `0x1f` too. */
export const number: StepMaker = (value) => {
  const pairs = Object.entries(optionsOf(value)).map(
    ([to, from]) => [target(to), textsOf(from, "number")] as const,
  )
  return (event) => {
    for (const [to, sources] of pairs) {
      const text = sources.map((from) => read(event, from)).find((found) => found !== undefined)
      if (text !== undefined && /^(?:0x[0-9a-f]{1,13}|\d{1,16})$/i.test(text))
        put(event, to, Number(text))
    }
  }
}

/** `trimbraces: [field, …]`: `{GUID}` becomes `GUID`. */
export const trimbraces: StepMaker = (value) => {
  const names = textsOf(value, "trimbraces").map(target)
  return (event) => {
    for (const name of names) {
      const text = read(event, name)
      if (text?.startsWith("{") && text.endsWith("}")) setField(event, name, text.slice(1, -1))
    }
  }
}

/** `ips: {field, target}`: the addresses among a list's texts. */
export const ips: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"])
  return (event) => {
    const list = fieldOf(event, field)
    if (!Array.isArray(list)) return
    const found = list.map((item) => ipOf(String(item))).filter((ip) => ip !== undefined)
    if (found.length > 0) put(event, to, found)
  }
}

const local = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80:)/

/**
 * `client: {field, target}`: of a list of forwarded addresses the first public, else the first; where
 * none is an address, the first name.
 */
export const client: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"])
  return (event) => {
    const list = fieldOf(event, field)
    if (!Array.isArray(list)) return
    const found = list.map((item) => ipOf(String(item))).filter((ip) => ip !== undefined)
    const chosen = found.find((ip) => !local.test(ip)) ?? found[0] ?? list[0]
    if (chosen !== undefined) put(event, to, String(chosen))
  }
}
