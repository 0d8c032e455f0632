import { addressOf } from "#shared/ecs/address.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

/** `address: {field, to: source}`: writes source.address and source.ip or source.domain, source.port. */
export const address: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = textOf(options["to"], "to")
  const [whole, ip, domain, port] = ["address", "ip", "domain", "port"].map((name) =>
    target(`${to}.${name}`),
  )
  return (event) => {
    const text = read(event, field)
    const found = text === undefined ? undefined : addressOf(text)
    if (!found) return
    const host = found.ip ?? found.domain
    if (host !== undefined) put(event, whole!, host)
    if (found.ip !== undefined) put(event, ip!, found.ip)
    if (found.domain !== undefined) put(event, domain!, found.domain)
    if (found.port !== undefined) put(event, port!, found.port)
  }
}
