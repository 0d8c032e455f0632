/**
 * A question in the console's query language, parsed. Both stores compile it: `local` to SQL,
 * `opensearch` to its query DSL.
 */
export type Query =
  | { readonly is: "all" }
  | { readonly is: "and" | "or"; readonly of: readonly Query[] }
  | { readonly is: "not"; readonly of: Query }
  /** Free text: every word (or the phrase) in `message`, `event.original` or any text field. */
  | { readonly is: "text"; readonly text: string; readonly phrase: boolean }
  /** Equality; for `ip` fields also a CIDR block. Keyword comparison ignores case. */
  | { readonly is: "term"; readonly field: string; readonly value: string }
  /** `*` any run, `?` one character. */
  | { readonly is: "wildcard"; readonly field: string; readonly pattern: string }
  | { readonly is: "range"; readonly field: string; readonly above?: Bound; readonly below?: Bound }
  | { readonly is: "exists"; readonly field: string }
  /** Any of these ids, as they are written. Asked by programs: there may be tens of thousands. */
  | { readonly is: "ids"; readonly of: readonly string[] }

export interface Bound {
  readonly value: string
  readonly inclusive: boolean
}
