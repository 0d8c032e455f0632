import * as v from "valibot"
import { count, flag, milliseconds } from "#shared/config/units.ts"

export const hostsOptions = v.strictObject({
  watch: v.optional(flag("Watch each host that is named in events of a source, too."), true),
  most: v.optional(
    count("Hosts that are remembered; those heard least recently are forgotten, and counted.", 1),
    10_000,
  ),
  minimumMs: v.optional(milliseconds("No silence of a host is shorter.", 1000), 3_600_000),
  factor: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1),
      v.description("A silence of a host is so many times as long as its usual gap."),
    ),
    5,
  ),
  gapsLearnt: v.optional(count("Gaps to be heard before a host's silence is judged.", 1), 20),
})

export type HostsOptions = v.InferOutput<typeof hostsOptions>
