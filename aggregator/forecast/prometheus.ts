import { errorText } from "#shared/telemetry/log.ts"

type Sample = readonly [ms: number, value: number]

const answerMsMax = 30_000
const answerBytesMax = 16 << 20

/**
 * The values of a query over a range. The query must give one series: a sum or a mean over what it is
 * about. Throws in words.
 */
export async function queryRange(
  base: string,
  query: string,
  range: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
  signal: AbortSignal,
): Promise<readonly Sample[]> {
  const body = new URLSearchParams({
    ...{ query, start: String(range.fromMs / 1000), end: String(range.toMs / 1000) },
    step: String(range.stepMs / 1000),
  })
  const url = new URL("api/v1/query_range", base.endsWith("/") ? base : `${base}/`)
  const within = AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)])
  const response = await fetch(url, { method: "POST", body, signal: within })
  const text = await response.text()
  if (text.length > answerBytesMax) throw new Error("Prometheus' answer is too long")
  return samplesIn(text, response.status)
}

function samplesIn(text: string, status: number): readonly Sample[] {
  let answer: Answer
  try {
    answer = JSON.parse(text) as Answer
  } catch {
    throw new Error(`Prometheus answers ${status}: ${text.slice(0, 100)}`)
  }
  if (answer?.status !== "success")
    throw new Error(`Prometheus refuses the query: ${errorText(answer?.error ?? status)}`)
  const series = answer.data?.result ?? []
  if (series.length > 1)
    throw new Error(`the query gives ${series.length} series: take a sum or a mean of them`)
  return (series[0]?.values ?? []).map(([seconds, value]) => [1000 * seconds, Number(value)])
}

interface Answer {
  readonly status?: string
  readonly error?: string
  readonly data?: { readonly result?: readonly { values?: readonly [number, string][] }[] }
}
