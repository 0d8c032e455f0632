import * as v from "valibot"
import { count, flag, milliseconds } from "#shared/config/units.ts"

export const anomalyOptions = v.pipe(
  v.strictObject({
    enabled: v.optional(flag("Watch behaviour at all."), true),
    bucketMs: v.optional(milliseconds("Events are counted in spans of so long.", 10_000), 300_000),
    latenessMs: v.optional(
      milliseconds("A span is closed when an event came that is so much later than its end."),
      120_000,
    ),
    entitiesMax: v.optional(
      count("Hosts, users, sources, datasets of each kind that are known and counted.", 4),
      2000,
    ),
    distinctMax: v.optional(
      count("Distinct values (programs, sources, users, ports) that are told apart in a span.", 1),
      512,
    ),
    learnBuckets: v.optional(
      count("Spans with events that are learnt before anything is told.", 1),
      288,
    ),
    halfLifeBuckets: v.optional(count("Spans after which what is usual counts half.", 1), 288),
    templates: v.optional(
      v.strictObject({
        datasets: v.optional(
          v.pipe(
            v.array(v.pipe(v.string(), v.nonEmpty())),
            v.maxLength(50),
            v.description("Datasets of free text: their events get the form of their message."),
          ),
          [],
        ),
        templatesMax: v.optional(count("Forms that are known of a dataset.", 1), 5000),
        quietMessages: v.optional(
          count("A new form is told of when none came in so many messages before it.", 1),
          5000,
        ),
      }),
      {},
    ),
    scoreMin: v.optional(
      v.pipe(
        v.number(),
        v.minValue(0),
        v.description("Nothing with a lower score is told; 1 is ordinary."),
      ),
      1.5,
    ),
    alertsPerDayMax: v.optional(
      count("Alerts in a day. The score that it takes follows from it.", 0),
      20,
    ),
    quietMs: v.optional(
      milliseconds("The same host, user, source or dataset is told of once in so long."),
      6 * 3_600_000,
    ),
  }),
  v.description(
    "Learns how much datasets, hosts, users and sources usually do, and tells what is far from it.",
  ),
)

export type AnomalyOptions = v.InferOutput<typeof anomalyOptions>
