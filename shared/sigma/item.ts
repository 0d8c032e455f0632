import { allOf, anyOf, type Check, type Leaf, not, type Resolve } from "./check.ts"
import { compileValue } from "./value.ts"

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
export const compileKeywords = (values: readonly unknown[], all: boolean): Check =>
  combine(
    all,
    values.map((value) => valueLeaf("keyword", [], value, ["contains"])),
  )

function compileField(
  field: string,
  modifiers: readonly string[],
  values: readonly unknown[],
  all: boolean,
  resolve: Resolve,
): Check {
  if (field === "") {
    const chain = modifiers[0] === "re" ? modifiers : [...modifiers, "contains"]
    return combine(
      all,
      values.map((value) => valueLeaf("keyword", [], value, chain)),
    )
  }
  const keys = resolve(field)
  if (modifiers[0] === "exists") return existsLeaf(keys, values[0])
  if (modifiers.includes("fieldref")) return references(keys, modifiers, values, all, resolve)
  return combine(
    all,
    values.map((value) =>
      value === null ? absentLeaf(keys) : valueLeaf("value", keys, value, modifiers),
    ),
  )
}

const combine = (all: boolean, checks: readonly Check[]): Check =>
  all ? allOf(checks) : anyOf(checks)

function valueLeaf(
  kind: "value" | "keyword",
  keys: readonly string[],
  value: unknown,
  modifiers: readonly string[],
): Leaf {
  const { texts, exact } = compileValue(value, modifiers)
  return {
    kind,
    keys,
    modifiers,
    value: value as Leaf["value"],
    ...(texts && { texts }),
    ...(exact && { exact }),
  }
}

const absentLeaf = (keys: readonly string[]): Leaf => ({
  kind: "absent",
  keys,
  modifiers: [],
  value: "null",
})

function existsLeaf(keys: readonly string[], wanted: unknown): Leaf {
  if (typeof wanted !== "boolean") throw new Error('"exists" takes true or false')
  return { kind: "exists", keys, modifiers: ["exists"], value: wanted }
}

/** How a reference compares. */
export const relations: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  contains: (left, right) => left.includes(right),
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
}

/** Compares with another field of the same event; both must be there. */
function references(
  keys: readonly string[],
  modifiers: readonly string[],
  values: readonly unknown[],
  all: boolean,
  resolve: Resolve,
): Check {
  const relation = modifiers.find((modifier) => modifier !== "fieldref" && modifier !== "cased")
  const isKnown = relation === undefined || Object.hasOwn(relations, relation)
  const leaves = values.map((value): Leaf => {
    if (!isKnown || typeof value !== "string") {
      throw new Error('"fieldref" takes the name of a field, with contains, startswith or endswith')
    }
    return { kind: "reference", keys, modifiers, value, others: resolve(value) }
  })
  return combine(all, leaves)
}
