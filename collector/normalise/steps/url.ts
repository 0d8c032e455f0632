import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, textOf } from "./options.ts"

const parts =
  /^(?:([A-Za-z][A-Za-z0-9+.-]{0,31}):\/\/(?:([^/?#@:]*)(?::([^/?#@]*))?@)?(\[[^\]]*\]|[^/?#:]*)(?::(\d{1,5}))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s

/** `url: {field}`: takes a URL or the target of a request apart into `url.*`. */
export const url: StepMaker = (value) => {
  const field = textOf(optionsOf(value)["field"], "field")
  return (event) => {
    const text = read(event, field)
    const found = text === undefined ? undefined : parts.exec(text)
    if (found) write(event, found)
  }
}

function write(event: Event, found: RegExpExecArray): void {
  const [whole, scheme, user, password, host, port, path, query, fragment] = found
  setField(event, "url.original", whole)
  const texts = {
    "url.scheme": scheme?.toLowerCase(),
    "url.username": user,
    "url.password": password,
    "url.domain": host?.replace(/^\[|\]$/g, ""),
    "url.path": path,
    "url.query": query,
    "url.fragment": fragment,
    "url.extension": /\.([A-Za-z0-9]{1,16})$/.exec(path ?? "")?.[1],
  }
  for (const [name, text] of Object.entries(texts)) if (text) setField(event, name, text)
  if (port) put(event, "url.port", Number(port))
}
