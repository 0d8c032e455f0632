import type { CurvePoint } from "./statistics.ts"

const width = 480
const height = 320
const margin = { left: 46, right: 12, top: 12, bottom: 36 }
const colours = ["#b45309", "#2563eb", "#059669"]
const pointsMax = 400

/** Precision over recall as an SVG that reads on light and on dark ground. */
export function plot(
  curves: readonly { readonly name: string; readonly points: readonly CurvePoint[] }[],
): string {
  const x = (recall: number) => margin.left + recall * (width - margin.left - margin.right)
  const y = (precision: number) =>
    height - margin.bottom - precision * (height - margin.top - margin.bottom)
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
    `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" class="grid"/>`,
    `<text x="${x(tick)}" y="${y(0) + 16}" text-anchor="middle">${tick}</text>`,
    `<text x="${x(0) - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  ])
  const lines = curves.flatMap(({ name, points }, i) => {
    const step = Math.max(1, Math.floor(points.length / pointsMax))
    const shown = points.filter((_, at) => at % step === 0 || at === points.length - 1)
    const path = shown.map(
      ({ recall, precision }, at) =>
        `${at === 0 ? "M" : "L"}${x(recall).toFixed(1)} ${y(precision).toFixed(1)}`,
    )
    const place = y(0) - 14 - 18 * (curves.length - 1 - i)
    return [
      `<path d="${path.join("")}" stroke="${colours[i]}" fill="none" stroke-width="2"/>`,
      `<text x="${x(0) + 10}" y="${place}" style="fill:${colours[i]}">${name}</text>`,
    ]
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>Precision over recall</title>
<style>text{font:12px sans-serif;fill:#737373}.grid{stroke:#a3a3a3;stroke-opacity:.35}</style>
${[...ticks, ...lines].join("\n")}
<text x="${x(0.5)}" y="${height - 4}" text-anchor="middle">recall</text>
<text transform="translate(12 ${y(0.5)}) rotate(-90)" text-anchor="middle">precision</text>
</svg>
`
}
