import type { Event } from "../ecs/event.ts"
import { type Check, fold, membersAt, not, type Resolve, valueAt, type Witness } from "./check.ts"
import { isSearched } from "./keyword-fields.ts"
import type { Matched } from "./types.ts"
import { compileValue, type ValueTest } from "./value.ts"
import { readKey } from "./walk.ts"

/** Most values that one field of a rule may list. */
export const listedValuesMax = 20_000

/** Compiles `field|modifier|...: values`. Throws an Error with the reason on bad input. */
export function compileItem(name: string, value: unknown, resolve: Resolve): Check {
  const [field = "", ...modifiers] = name.split("|")
  if (modifiers.includes("expand")) {
    throw new Error(`"${name}" needs a placeholder's values, which Vedette has not: write them out`)
  }
  const all = modifiers.includes("all")
  const negated = modifiers.includes("neq")
  const rest = modifiers.filter((modifier) => modifier !== "all" && modifier !== "neq")
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw new Error(`"${name}" lists no value`)
  if (values.length > listedValuesMax) throw new Error(`"${name}" lists too many values`)
  const check = compileField(field, rest, values, all, resolve)
  return negated ? not(check) : check
}

/** Keywords: texts that occur anywhere in the event, whatever the field. */
export function compileKeywords(values: readonly unknown[], all: boolean): Check {
  return keywordCheck(
    values.map((value) => compileValue(value, ["contains"])),
    all,
  )
}

function compileField(
  field: string,
  modifiers: readonly string[],
  values: readonly unknown[],
  all: boolean,
  resolve: Resolve,
): Check {
  if (field === "") {
    const tests = values.map((value) =>
      compileValue(value, modifiers[0] === "re" ? modifiers : [...modifiers, "contains"]),
    )
    return keywordCheck(tests, all)
  }
  const keys = resolve(field)
  if (modifiers[0] === "exists") return existsCheck(keys, values[0])
  if (modifiers.includes("fieldref")) return referenceCheck(keys, modifiers, values, all, resolve)
  const tests = values.filter((value) => value !== null).map((v) => compileValue(v, modifiers))
  return valuesCheck(keys, tests, all, values.includes(null))
}

function valuesCheck(
  keys: readonly string[],
  tests: readonly ValueTest[],
  all: boolean,
  absent: boolean,
): Check {
  const passes = (event: Event, { test }: ValueTest) => membersAt(event, keys).some(test)
  const holds = all
    ? (event: Event) => tests.every((test) => passes(event, test))
    : (event: Event) => tests.some((test) => passes(event, test))
  const field = keys[0] as string
  return {
    test: absent
      ? (event) => (valueAt(event, keys) === undefined ? !all || tests.length === 0 : holds(event))
      : holds,
    explain: (event, out) => {
      const members = membersAt(event, keys)
      if (members.length === 0) out.push({ field, value: "", pattern: "null" })
      for (const { test, pattern } of tests) {
        const value = members.find(test)
        if (value !== undefined) {
          out.push({
            field: presentKey(event, keys),
            value: String(value),
            pattern,
          })
        }
      }
    },
    witness: absent ? undefined : witnessOf(keys, tests, all),
  }
}

const presentKey = (event: Event, keys: readonly string[]) =>
  keys.find((key) => valueAt(event, [key]) !== undefined) ?? (keys[0] as string)

function witnessOf(
  keys: readonly string[],
  tests: readonly ValueTest[],
  all: boolean,
): readonly Witness[] | undefined {
  const witness = tests.flatMap(({ text, whole }) =>
    text ? [{ keys, text, whole: whole === true }] : [],
  )
  if (!all) return witness.length === tests.length ? witness : undefined
  const [first, ...rest] = witness
  if (!first) return undefined
  return [rest.reduce((a, b) => (b.text.length > a.text.length ? b : a), first)]
}

function existsCheck(keys: readonly string[], wanted: unknown): Check {
  if (typeof wanted !== "boolean") throw new Error('"exists" takes true or false')
  const field = keys[0] as string
  return {
    test: (event) => keys.some((key) => readKey(event, key) !== undefined) === wanted,
    explain: (event, out: Matched[]) => {
      const value = String(valueAt(event, keys) ?? "")
      out.push({ field, value, pattern: `exists: ${wanted}` })
    },
  }
}

const relations: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  contains: (left, right) => left.includes(right),
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
}

/** Compares with another field of the same event; both must be there. */
function referenceCheck(
  keys: readonly string[],
  modifiers: readonly string[],
  values: readonly unknown[],
  all: boolean,
  resolve: Resolve,
): Check {
  const relation = modifiers.find((modifier) => modifier !== "fieldref" && modifier !== "cased")
  const cased = modifiers.includes("cased")
  const same = (left: string, right: string) => left === right
  const compare = relation === undefined ? same : relations[relation]
  if (!compare || values.some((value) => typeof value !== "string")) {
    throw new Error('"fieldref" takes the name of a field, with contains, startswith or endswith')
  }
  const form = (value: unknown) => (cased ? String(value) : fold(String(value)))
  const others = values.map((value) => resolve(value as string))
  const holds = (event: Event) => (other: readonly string[]) =>
    membersAt(event, other).some((right) =>
      membersAt(event, keys).some((left) => compare(form(left), form(right))),
    )
  return {
    test: (event) => (all ? others.every(holds(event)) : others.some(holds(event))),
    explain: (event, out) => {
      const value = String(valueAt(event, keys) ?? "")
      out.push({
        field: presentKey(event, keys),
        value,
        pattern: `fieldref: ${values.join(", ")}`,
      })
    },
  }
}

function keywordCheck(tests: readonly ValueTest[], all: boolean): Check {
  const find = (event: Event, { test }: ValueTest) =>
    Object.keys(event).find((key) => isSearched(key) && membersAt(event, [key]).some(test))
  const holds = (event: Event) => (test: ValueTest) => find(event, test) !== undefined
  return {
    test: (event) => (all ? tests.every(holds(event)) : tests.some(holds(event))),
    explain: (event, out) => {
      for (const test of tests) {
        const field = find(event, test)
        if (field === undefined) continue
        const value = membersAt(event, [field]).find(test.test)
        out.push({ field, value: String(value), pattern: test.pattern })
      }
    },
  }
}
