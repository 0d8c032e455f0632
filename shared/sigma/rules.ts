import { allOf } from "./check.ts"
import { type Correlation, isCorrelation, readCorrelation } from "./correlation.ts"
import { type RuleDocument, refusalOf } from "./documents.ts"
import { covers, type Filter, isFilter, readFilter } from "./filter.ts"
import { isOverlays, type Overlay, overlaid, overlaidCorrelation, readOverlays } from "./overlay.ts"
import type { Placeholders } from "./placeholders.ts"
import { readFolders } from "./read-folders.ts"
import { type CompiledRule, compileRule, idOf, versionOf } from "./rule.ts"
import { type ArrangedRules, arrange } from "./rule-set.ts"
import { isMap } from "./selection.ts"
import { isCalled, silenced, standing } from "./standing.ts"
import type { RefusedRule, Rule } from "./types.ts"

export interface LoadOptions {
  /** Files larger than this are refused. */
  readonly fileBytesMax?: number
  readonly filesMax?: number
  /** Values by name, beside those of the folders. */
  readonly placeholders?: Placeholders
}

/** A rule set with the correlations that stood beside its rules. */
export interface LoadedRules extends ArrangedRules {
  readonly correlations: readonly Correlation[]
  /** What loaded but can do nothing: an overlay or a filter for a rule that is not there. */
  readonly warnings: readonly RefusedRule[]
  /** Ids of rules that an overlay disabled. */
  readonly disabled: readonly string[]
  /** The same rules, as they were before. */
  readonly switchedOff: readonly Rule[]
  /** Ids of filters in force. */
  readonly filters: readonly string[]
}

/** Loads every YAML file below the folders. What cannot be run is refused and takes none with it. */
export function loadRules(directories: readonly string[], options: LoadOptions = {}): LoadedRules {
  const { documents, placeholders, refused } = readFolders(directories, options)
  return compileRules(
    documents,
    refused,
    new Map([...placeholders, ...(options.placeholders ?? [])]),
  )
}

/** Compiles documents that were read before; `refused` holds those that could not be. */
export function compileRules(
  documents: readonly RuleDocument[],
  refused: readonly RefusedRule[] = [],
  placeholders: Placeholders = new Map(),
): LoadedRules {
  const reader = new Reader(refused, placeholders)
  for (const document of documents) reader.add(document)
  return reader.finish()
}

class Reader {
  readonly #refused: RefusedRule[]
  readonly #warnings: RefusedRule[] = []
  readonly #placeholders: Placeholders
  readonly #rules = new Map<string, CompiledRule>()
  readonly #correlations = new Map<string, Correlation>()
  readonly #documents = new Map<string, RuleDocument>()
  readonly #filters: Filter[] = []
  readonly #overlays: Overlay[] = []

  constructor(refused: readonly RefusedRule[], placeholders: Placeholders) {
    this.#refused = [...refused]
    this.#placeholders = placeholders
  }

  add(document: RuleDocument): void {
    try {
      const { value } = document
      if (isOverlays(value)) this.#overlays.push(...readOverlays(document))
      else if (isFilter(value)) this.#addFilter(readFilter(document))
      else this.#addRule(document)
    } catch (cause) {
      this.#refused.push(refusalOf(document, cause))
    }
  }

  #addFilter(filter: Filter): void {
    this.#filters.push(filter)
    if (filter.leavesOut) return
    const reason =
      "the filter keeps only what it describes: to leave that out, write a condition with not"
    this.#warn(filter.document, reason)
  }

  #addRule(document: RuleDocument): void {
    const { value } = document
    const id = isMap(value) ? idOf(value) : ""
    const same = this.#documents.get(id)
    if (same) throw new Error(`another rule has this id: ${same.file}`)
    if (isCorrelation(value)) this.#correlations.set(id, readCorrelation(document))
    else this.#rules.set(id, compileRule(document, this.#placeholders))
    this.#documents.set(id, document)
  }

  finish(): LoadedRules {
    const disabled = new Map<string, Rule>()
    const rules = this.#changed(this.#filtered(), overlaid, disabled)
    const correlations = this.#changed(
      [...this.#correlations.values()],
      overlaidCorrelation,
      disabled,
    )
    this.#tellUnknown()
    const standingOnes = standing(correlations, rules, (correlation, missing) => {
      const all = [...this.#rules.values(), ...this.#correlations.values()]
      const isDisabled = all.some((item) => isCalled(item, missing) && disabled.has(item.rule.id))
      const reason = `it stands on the rule "${missing}", which ${isDisabled ? "an overlay disables" : "is not there"}`
      this.#refuse(correlation, reason)
    })
    return Object.assign(arrange(silenced(rules, standingOnes), this.#refused), {
      correlations: standingOnes,
      warnings: this.#warnings,
      disabled: [...disabled.keys()],
      switchedOff: [...disabled.values()],
      filters: this.#filters.map(({ id }) => id),
    })
  }

  #filtered(): CompiledRule[] {
    return [...this.#rules.values()].map((compiled) => {
      const own = this.#filters.filter((filter) => covers(filter, compiled))
      if (own.length === 0) return compiled
      const { rule, check } = compiled
      const version = versionOf(
        [rule.version, ...own.map(({ document }) => document.text)].join("\n"),
      )
      const checks = own.map((filter) => filter.checkFor(rule))
      return { ...compiled, rule: { ...rule, version }, check: allOf([check, ...checks]) }
    })
  }

  /** What overlays leave of rules; those that they disable are noted. */
  #changed<Item extends CompiledRule | Correlation>(
    items: readonly Item[],
    change: (item: Item, overlay: Overlay) => Item | undefined,
    disabled: Map<string, Rule>,
  ): Item[] {
    return items.flatMap((item) => {
      const own = this.#overlays.filter(({ rules }) => rules.some((name) => isCalled(item, name)))
      const changed = own.reduce<Item | undefined>((last, one) => last && change(last, one), item)
      if (!changed) disabled.set(item.rule.id, item.rule)
      return changed ?? []
    })
  }

  #tellUnknown(): void {
    const all = [...this.#rules.values(), ...this.#correlations.values()]
    const tell = ({ rules, document }: Filter | Overlay, what: string) => {
      for (const wanted of rules) {
        if (all.some((item) => isCalled(item, wanted))) continue
        this.#warn(document, `${what} names the rule "${wanted}", which is not there`)
      }
    }
    for (const overlay of this.#overlays) tell(overlay, "an overlay")
    for (const filter of this.#filters) tell(filter, "the filter")
    for (const { rules, except, document } of this.#overlays) {
      const own = [...this.#correlations.values()].filter((item) =>
        rules.some((name) => isCalled(item, name)),
      )
      if (except === undefined || own.length === 0) continue
      this.#warn(document, '"except" does nothing to a correlation: write it for its rules')
    }
  }

  #warn(document: RuleDocument, reason: string): void {
    this.#warnings.push(refusalOf(document, new Error(reason)))
  }

  #refuse({ rule: { id } }: Correlation, reason: string): void {
    const document = this.#documents.get(id)
    if (document) this.#refused.push(refusalOf(document, new Error(reason)))
  }
}
