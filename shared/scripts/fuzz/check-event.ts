import { isIP } from "node:net"
import type { Event, Value } from "../../ecs/event.ts"
import { fields, type Kind, openObjectOf } from "../../ecs/fields.ts"
import { Violation } from "./define.ts"

const nameCharsMax = 700

/** Each field of its type, each name one that may be; nothing but values inside. */
export function checkEvent(event: Event): void {
  if (Object.getPrototypeOf(event) !== Object.prototype)
    throw new Violation("prototype", "the event has another prototype")
  for (const [name, value] of Object.entries(event)) {
    if (name.length > nameCharsMax) throw new Violation("name", `${name.length} characters`)
    const field = fields.get(name)
    if (field) checkField(name, field, value)
    else if (openObjectOf(name) === undefined) throw new Violation("name", `no field: ${name}`)
    else if (!isFree(value)) throw new Violation("value", `${name}: ${show(value)}`)
  }
}

const isScalar = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "boolean" || Number.isFinite(value)

const isFree = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isScalar) : isScalar(value) || value === null

function checkField(name: string, field: { kind: Kind; array: boolean }, value: Value | undefined) {
  if (value === undefined) return
  const isList = Array.isArray(value) && (field.array || isOfList(name))
  const isRight = isList
    ? value.every((one) => isOf(field.kind, one))
    : !field.array && isOf(field.kind, value)
  if (!isRight) throw new Violation("type", `${name} (${field.kind}): ${show(value)}`)
}

/** Fields of an object of which ECS expects several. */
const isOfList = (name: string): boolean => name.startsWith("dns.answers.")

const show = (value: unknown): string => String(JSON.stringify(value)).slice(0, 200)

const iso = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case "keyword":
    case "wildcard":
    case "text":
      return typeof value === "string"
    case "long":
      return Number.isSafeInteger(value)
    case "float":
      return Number.isFinite(value)
    case "boolean":
      return typeof value === "boolean"
    case "ip":
      return typeof value === "string" && isIP(value) > 0
    case "date":
      return typeof value === "string" && iso.test(value) && !Number.isNaN(Date.parse(value))
    case "geo_point":
      return isScalar(value) || typeof value === "object"
  }
}

const builtIn = [Object, Array, String, Number, Function, RegExp, Map, Set, Buffer, Promise]
const ownNames = () =>
  builtIn.map(({ prototype }) => Reflect.ownKeys(prototype as object).length).join()
const clean = ownNames()

/** Nothing that a sender says becomes part of all objects. */
export function checkPrototypes(): void {
  if (ownNames() !== clean) throw new Violation("prototype", "a prototype is polluted")
}
