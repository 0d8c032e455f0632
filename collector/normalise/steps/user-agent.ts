import { UAParser } from "ua-parser-js"
import { type Event, setField } from "#shared/ecs/event.ts"
import { ownText } from "#shared/ecs/own-text.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, textOf } from "./options.ts"

/** Texts of which the result is kept; then it starts anew. */
const knownMax = 4096
const textCharsMax = 500

/** `useragent: {field?}`: `user_agent.name`, `.version`, `.os.*`, `.device.name` of the text. */
export const useragent: StepMaker = (value) => {
  const field = textOf(optionsOf(value ?? {})["field"] ?? "user_agent.original", "field")
  const known = new Map<string, readonly (readonly [string, string])[]>()
  return (event) => {
    const text = read(event, field)?.slice(0, textCharsMax)
    if (!text) return
    let found = known.get(text)
    if (!found) {
      found = fieldsOf(text)
      if (known.size >= knownMax) known.clear()
      known.set(ownText(text), found)
    }
    for (const [name, part] of found) setField(event as Event, name, part)
  }
}

function fieldsOf(text: string): readonly (readonly [string, string])[] {
  const { browser, os, device } = new UAParser(text).getResult()
  const all: readonly (readonly [string, string | undefined])[] = [
    ["user_agent.name", browser.name],
    ["user_agent.version", browser.version],
    ["user_agent.os.name", os.name],
    ["user_agent.os.version", os.version],
    ["user_agent.os.full", os.name && os.version ? `${os.name} ${os.version}` : undefined],
    ["user_agent.device.name", device.model ?? device.type],
  ]
  return all.flatMap(([name, part]) => (part ? [[name, ownText(part)] as const] : []))
}
