import * as v from "valibot"
import type { Log } from "../telemetry/log.ts"
import type { Metrics } from "../telemetry/metrics.ts"

/** What a component may ask of the world. Time and chance come from here, so that tests own them. */
export interface Deps {
  readonly now: () => number
  readonly random: () => number
  readonly log: Log
  readonly metrics: Metrics
  /** Folder for what the component must remember; it makes its own file or folder there. */
  readonly home: string
}

// biome-ignore lint/suspicious/noExplicitAny: the entries of a schema are read, never called
type AnyOptions = v.StrictObjectSchema<any, undefined>

/** A component: its name (`type`), its documentation, its options and how to open it, in one value. */
export interface Definition<Options extends AnyOptions, Made, Extra = unknown> {
  readonly summary: string
  /** A `strictObject` whose entry `type` is the literal by which the configuration names it. */
  readonly options: Options
  open(options: v.InferOutput<Options>, deps: Deps & Extra): Made | Promise<Made>
}

/** Checks a definition's types where it is written. */
export const definer =
  <Made, Extra = unknown>() =>
  <Options extends AnyOptions>(definition: Definition<Options, Made, Extra>) =>
    definition

interface Registered<Made, Extra> {
  readonly summary: string
  readonly options: AnyOptions
  // biome-ignore lint/suspicious/noExplicitAny: each takes its own options; `open` below pairs them
  open(options: any, deps: Deps & Extra): Made | Promise<Made>
}

/** The components of one kind: the explicit list that schema, docs and suites are read from. */
export function registry<Made, Extra, const List extends readonly Registered<Made, Extra>[]>(
  list: List,
) {
  const byType = new Map(list.map((definition) => [typeOf(definition), definition]))
  type Schemas = { [I in keyof List]: List[I]["options"] }
  return {
    list,
    schema: v.variant("type", list.map((d) => d.options) as never) as unknown as v.GenericSchema<
      v.InferInput<Schemas[number]>,
      v.InferOutput<Schemas[number]>
    >,
    open(options: v.InferOutput<Schemas[number]>, deps: Deps & Extra): Made | Promise<Made> {
      return byType.get((options as { type: string }).type)!.open(options, deps)
    },
  }
}

/** The name under which the configuration asks for a component. */
export function typeOf(definition: { readonly options: AnyOptions }): string {
  const type = definition.options.entries.type
  return (type.literal ?? type.wrapped?.literal) as string
}
