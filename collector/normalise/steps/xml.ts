import { XMLParser } from "fast-xml-parser"
import { isObject, keep } from "#shared/ecs/json.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

const textCharsMax = 256 * 1024

/** `xml: {field, prefix: vendor.x}`: writes an element's attributes and texts under the prefix. */
export const xml: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const prefix = target(options["prefix"])
  if (!prefix.startsWith("vendor.")) throw new Error("xml: the prefix lies under vendor.")
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    parseAttributeValue: false,
    removeNSPrefix: true,
    processEntities: true,
  })
  return (event) => {
    const text = read(event, field)
    if (text === undefined || text.length > textCharsMax) return
    const found = parsed(parser, text)
    if (isObject(found)) keep(found, prefix as `vendor.${string}`, event)
  }
}

function parsed(parser: XMLParser, text: string): unknown {
  try {
    return parser.parse(text)
  } catch {
    return undefined // not XML: the field stays as it is
  }
}
