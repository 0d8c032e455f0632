import { allOf } from "./check.ts"
import { type Correlation, isCorrelation, readCorrelation } from "./correlation.ts"
import { type RuleDocument, refusalOf } from "./documents.ts"
import { covers, type Filter, isFilter, readFilter } from "./filter.ts"
import { isOverlays, type Overlay, overlaid, readOverlays } from "./overlay.ts"
import type { Placeholders } from "./placeholders.ts"
import { readFolders } from "./read-folders.ts"
import { type CompiledRule, compileRule, idOf, versionOf } from "./rule.ts"
import { type ArrangedRules, arrange } from "./rule-set.ts"
import { isMap } from "./selection.ts"
import type { RefusedRule } from "./types.ts"

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
      else if (isFilter(value)) this.#filters.push(readFilter(document))
      else this.#addRule(document)
    } catch (cause) {
      this.#refused.push(refusalOf(document, cause))
    }
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
    const disabled: string[] = []
    const changed: CompiledRule[] = []
    for (const rule of this.#filtered()) {
      const kept = this.#overlaid(rule)
      if (kept) changed.push(kept)
      else disabled.push(rule.rule.id)
    }
    this.#tellUnknown()
    const correlations = this.#standing(changed)
    return Object.assign(arrange(silenced(changed, correlations), this.#refused), {
      correlations,
      warnings: this.#warnings,
      disabled,
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

  #overlaid(compiled: CompiledRule): CompiledRule | undefined {
    return this.#overlays
      .filter(({ rules }) => rules.some((reference) => isCalled(compiled, reference)))
      .reduce<CompiledRule | undefined>(
        (rule, overlay) => rule && overlaid(rule, overlay),
        compiled,
      )
  }

  #tellUnknown(): void {
    const all = [...this.#rules.values(), ...this.#correlations.values()]
    const tell = ({ rules, document }: Filter | Overlay, what: string) => {
      for (const wanted of rules) {
        if (all.some((item) => isCalled(item, wanted))) continue
        const reason = `${what} names the rule "${wanted}", which is not there`
        this.#warnings.push(refusalOf(document, new Error(reason)))
      }
    }
    for (const overlay of this.#overlays) tell(overlay, "an overlay")
    for (const filter of this.#filters) tell(filter, "the filter")
  }

  /** Correlations whose rules are all there, with names of rules become ids. */
  #standing(rules: readonly CompiledRule[]): Correlation[] {
    const all = [...rules, ...this.#correlations.values()]
    const idOfReference = (reference: string) =>
      all.find((item) => isCalled(item, reference))?.rule.id
    return [...this.#correlations.values()].flatMap((correlation) => {
      const missing = correlation.rules.find((wanted) => idOfReference(wanted) === undefined)
      if (missing === undefined) return [byIds(correlation, idOfReference)]
      const reason = `it stands on the rule "${missing}", which is not there`
      const document = this.#documents.get(correlation.rule.id) as RuleDocument
      this.#refused.push(refusalOf(document, new Error(reason)))
      return []
    })
  }
}

function byIds(
  correlation: Correlation,
  idOfReference: (reference: string) => string | undefined,
): Correlation {
  const id = (reference: string) => idOfReference(reference) ?? reference
  const aliases = Object.entries(correlation.aliases).map(([alias, fields]) => [
    alias,
    Object.fromEntries(Object.entries(fields).map(([rule, field]) => [id(rule), field])),
  ])
  return { ...correlation, rules: correlation.rules.map(id), aliases: Object.fromEntries(aliases) }
}

export const isCalled = (
  item: { readonly rule: { readonly id: string }; readonly name?: string },
  reference: string,
): boolean => item.rule.id === reference || item.name === reference

/** By the specification the bases of a correlation raise no alerts, unless it says `generate`. */
function silenced(
  compiled: readonly CompiledRule[],
  correlations: readonly Correlation[],
): CompiledRule[] {
  const quiet = new Set(correlations.flatMap((one) => (one.generate ? [] : one.rules)))
  const loud = new Set(correlations.flatMap((one) => (one.generate ? one.rules : [])))
  return compiled.map((item) => {
    const { rule } = item
    if (!quiet.has(rule.id) || loud.has(rule.id)) return item
    return { ...item, rule: { ...rule, silent: true } }
  })
}
