import { Counter, Gauge, Histogram, type Metric, Registry } from "prom-client"

/**
 * Prometheus metrics, named `vedette_<part>_<what>_<unit>_total`. Labels come from configuration,
 * never from data. Asking twice for a name gives the same metric.
 */
export interface Metrics {
  counter(name: `vedette_${string}_total`, help: string, labels?: readonly string[]): Counter
  gauge(
    name: `vedette_${string}`,
    help: string,
    labels?: readonly string[],
    collect?: (gauge: Gauge) => void,
  ): Gauge
  histogram(
    name: `vedette_${string}`,
    help: string,
    labels?: readonly string[],
    buckets?: number[],
  ): Histogram
  /** What is registered under the name. */
  find(name: string): Metric | undefined
  /** The exposition text. */
  text(): Promise<string>
}

export function openMetrics(): Metrics {
  const registry = new Registry()
  const once = <M>(name: string, make: () => M): M =>
    (registry.getSingleMetric(name) as M | undefined) ?? make()
  return {
    counter: (name, help, labelNames = []) =>
      once(
        name,
        () => new Counter({ name, help, labelNames: [...labelNames], registers: [registry] }),
      ),
    gauge: (name, help, labelNames = [], collect) =>
      once(
        name,
        () =>
          new Gauge({
            name,
            help,
            labelNames: [...labelNames],
            registers: [registry],
            ...(collect && {
              collect() {
                collect(this as unknown as Gauge)
              },
            }),
          }),
      ),
    histogram: (name, help, labelNames = [], buckets) =>
      once(
        name,
        () =>
          new Histogram({
            name,
            help,
            labelNames: [...labelNames],
            registers: [registry],
            ...(buckets && { buckets }),
          }),
      ),
    find: (name) => registry.getSingleMetric(name),
    text: () => registry.metrics(),
  }
}
