import * as v from "valibot"
import { TelemetryOptions } from "#shared/access/telemetry-options.ts"
import { kafkaBusOptions } from "#shared/bus/kafka-options.ts"
import { localBusOptions } from "#shared/bus/local.ts"
import { bytes, count, flag, milliseconds, name, text } from "#shared/config/units.ts"
import { hostsOptions } from "./hosts-options.ts"
import { sources } from "./sources/index.ts"
import { whenFull } from "./spool-drops.ts"

const folders = (summary: string, fallback: string[]) =>
  v.optional(v.pipe(v.array(text("A folder.")), v.description(summary)), fallback)

export const CollectorConfig = v.strictObject({
  name: v.optional(name("Name of this collector, on every event; by default the host's.")),
  home: v.optional(text("Folder for what it must remember."), "data/collector"),
  sources: v.pipe(
    v.array(sources.schema),
    v.minLength(1),
    v.description("Where records come from."),
  ),
  bus: v.optional(v.variant("type", [localBusOptions, kafkaBusOptions]), {
    type: "local" as const,
  }),
  spool: v.optional(
    v.strictObject({
      bytesMax: v.optional(
        bytes("Size of the spool in front of Kafka; when full, sources are held back.", 1 << 20),
        4 * 1024 ** 3,
      ),
      whenFull: v.optional(whenFull, "block"),
    }),
    {},
  ),
  inFlightBytesMax: v.optional(
    bytes("Bytes read from one source and not yet durable.", 1 << 16),
    16 << 20,
  ),
  rules: v.optional(
    v.strictObject({
      normalize: folders("Folders of normalisation rules.", ["rules/normalize"]),
      detect: folders("Folders of Sigma rules and correlations.", [
        "rules/detect",
        "rules/correlate",
      ]),
    }),
    {},
  ),
  replay: v.optional(
    flag("Read dead letters anew that somebody sent back, of whatever collector they were."),
    true,
  ),
  hosts: v.optional(hostsOptions, {}),
  reportMs: v.optional(
    milliseconds("How often it reports, at least; sooner where there is news after a rest.", 1000),
    10_000,
  ),
  futureSecondsMax: v.optional(
    count("An event stamped further ahead of its receipt is tagged `timestamp_in_future`."),
    300,
  ),
  watch: v.optional(
    flag("Reload when this file, a rule, a certificate or a secret changes; SIGHUP always does."),
    true,
  ),
  metrics: v.optional(TelemetryOptions, { port: 9514 }),
})

export type CollectorConfig = v.InferOutput<typeof CollectorConfig>
