import * as v from "valibot"
import { count, flag, milliseconds, name, text } from "#shared/config/units.ts"

const limit = v.optional(
  v.pipe(v.number(), v.description("When the trend reaches this value is forecast too.")),
)

export const forecastOptions = v.pipe(
  v.strictObject({
    enabled: v.optional(flag("Forecast at all."), true),
    prometheus: v.optional(
      text("Address of a Prometheus, such as http://prometheus:9090, that has the series."),
    ),
    series: v.optional(
      v.pipe(
        v.array(
          v.strictObject({
            name: name("Its name: the label `series`."),
            query: text("PromQL that gives one series."),
            limit,
          }),
        ),
        v.maxLength(200),
        v.description("Series of Prometheus to be forecast."),
      ),
      [],
    ),
    own: v.optional(
      flag("Forecast our own events per second, memory and free disk, without a Prometheus."),
      true,
    ),
    stepMs: v.optional(milliseconds("The step between values.", 1000), 300_000),
    horizonSteps: v.optional(count("Steps that are forecast.", 1), 288),
    historySteps: v.optional(count("Steps that are learnt from.", 10), 8064),
    refitMs: v.optional(milliseconds("A series is forecast anew after so long.", 1000), 3_600_000),
  }),
  v.description("Forecasts how series go on, and tells by metrics what leaves its band."),
)

export type ForecastOptions = v.InferOutput<typeof forecastOptions>
