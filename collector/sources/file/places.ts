import { join } from "node:path"
import * as v from "valibot"
import type { Mark } from "./mark.ts"

const mark: v.GenericSchema<Mark> = v.object({ bytes: v.number(), hash: v.string() })

const place = v.object({
  path: v.string(),
  key: v.string(),
  generation: v.number(),
  id: v.optional(v.string()),
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  head: mark,
  tail: mark,
  cuts: v.optional(v.array(v.number())),
})

/** How far one file's content has been delivered, and how to know it again. */
export type Place = v.InferOutput<typeof place>

/** `clean`: the program was stopped in order, so that nothing beyond the places was delivered. */
export const placesSchema = v.object({
  version: v.literal(1),
  clean: v.boolean(),
  files: v.array(place),
})

export type Places = v.InferOutput<typeof placesSchema>

export const placesPath = (home: string, name: string) => join(home, `file-${name}.json`)
