import type { GroupPlan, ScanPlan } from "./plan.ts"
import { ruleSetOf } from "./rule-set.ts"
import type { LoadedRules } from "./rules.ts"
import type { Rule } from "./types.ts"

/**
 * A loaded rule set cut into pieces, each small enough to be received between two batches of events.
 * `more` of a group is for the one that came last.
 */
export type RulesPiece =
  | { readonly kind: "rules"; readonly rules: readonly Rule[] }
  | { readonly kind: "group"; readonly group: Omit<GroupPlan, "leafValue" | "leafText" | "scans"> }
  | { readonly kind: "leaves"; readonly values: GroupPlan["leafValue"]; readonly texts: string[] }
  | { readonly kind: "scan"; readonly scan: Omit<ScanPlan, "texts"> }
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  | { readonly kind: "end"; readonly rest: Rest }

type Rest = Omit<LoadedRules, "rules" | "plan" | "match" | "explain"> & {
  readonly slots: LoadedRules["plan"]["slots"]
}

/** Items of a piece: rules are larger than texts. */
const rulesMax = 100
const textsMax = 2000

export function* piecesOf(loaded: LoadedRules): Generator<RulesPiece> {
  const { rules, plan, match: _match, explain: _explain, ...rest } = loaded
  for (const part of parts(rules, rulesMax)) yield { kind: "rules", rules: part }
  for (const { leafValue, leafText, scans, ...group } of plan.groups) {
    yield { kind: "group", group }
    for (let at = 0; at < leafValue.length; at += textsMax) {
      const [values, texts] = [leafValue, leafText].map((list) => list.slice(at, at + textsMax))
      yield { kind: "leaves", values: values ?? [], texts: texts as string[] }
    }
    for (const { texts, ...scan } of scans) {
      yield { kind: "scan", scan }
      for (const part of parts(texts, textsMax)) yield { kind: "texts", texts: part }
    }
  }
  yield { kind: "end", rest: { ...rest, slots: plan.slots } }
}

function* parts<Item>(items: readonly Item[], most: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += most) yield items.slice(at, at + most)
}

type Growing<Type, Lists extends keyof Type> = Omit<Type, Lists> & {
  readonly [Key in Lists]: Type[Key] extends readonly (infer Item)[] ? Item[] : never
}
type GrowingScan = Growing<ScanPlan, "texts">
type GrowingGroup = Growing<Omit<GroupPlan, "scans">, "leafValue" | "leafText"> & {
  readonly scans: GrowingScan[]
}

/** Puts the pieces together again. */
export class RulesJoiner {
  readonly #rules: Rule[] = []
  readonly #groups: GrowingGroup[] = []

  /** The rule set, with the last piece. */
  add(piece: RulesPiece): LoadedRules | undefined {
    const group = this.#groups.at(-1)
    if (piece.kind === "rules") this.#rules.push(...piece.rules)
    else if (piece.kind === "group")
      this.#groups.push({ ...piece.group, leafValue: [], leafText: [], scans: [] })
    else if (piece.kind === "leaves") {
      group?.leafValue.push(...piece.values)
      group?.leafText.push(...piece.texts)
    } else if (piece.kind === "scan") group?.scans.push({ ...piece.scan, texts: [] })
    else if (piece.kind === "texts") group?.scans.at(-1)?.texts.push(...piece.texts)
    else return this.#finish(piece.rest)
    return undefined
  }

  #finish({ slots, ...rest }: Rest): LoadedRules {
    const plan = { groups: this.#groups, slots }
    return Object.assign(ruleSetOf(plan, this.#rules, rest.refused), rest)
  }
}
