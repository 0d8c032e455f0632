import { parse } from "tldts"
import { setField } from "#shared/ecs/event.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

/**
 * `domain: {field, to}`: `to.registered_domain`, `to.subdomain` and `to.top_level_domain` after the
 * Public Suffix List, its private part left out.
 */
export const domain: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = textOf(options["to"], "to")
  const [registered, subdomain, top] = ["registered_domain", "subdomain", "top_level_domain"].map(
    (name) => target(`${to}.${name}`),
  ) as [string, string, string]
  return (event) => {
    const text = read(event, field)
    if (text === undefined || text.length > 255) return
    const found = parse(text.replace(/\.$/, ""), {
      extractHostname: false,
      validateHostname: false,
    })
    if (found.isIp || !found.domain || !found.publicSuffix) return
    setField(event, registered, found.domain)
    setField(event, top, found.publicSuffix)
    if (found.subdomain) setField(event, subdomain, found.subdomain)
  }
}
