"use strict"
// Adds what HTML alone can't: drawn charts, live refresh, times in the reader's zone.
// Every page works without it. Data comes from attributes that the server escaped.
;(() => {
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

  /** Heights that stand on each other; the highest is drawn first, the lower ones over it. */
  const stack = ({ rows, names }) =>
    names.map((_, at) => rows.map((row) => row.slice(1, at + 2).reduce((a, b) => a + b, 0)))

  /** Every step of the span has a row, so that a bar is as wide as its step. */
  const fill = ({ fromMs, toMs, stepMs, rows, names }) => {
    const byTime = new Map(rows.map((row) => [row[0], row]))
    const start = rows.length
      ? rows[0][0] - Math.ceil((rows[0][0] - fromMs) / stepMs) * stepMs
      : fromMs
    const all = []
    for (let at = start; at < toMs && all.length < 1000; at += stepMs)
      all.push(byTime.get(at) ?? [at, ...names.map(() => 0)])
    return { rows: all, names }
  }

  const axis = (more) => ({
    stroke: css("--soft"),
    grid: { stroke: css("--line"), width: 1 },
    ticks: { stroke: css("--line"), width: 1 },
    font: "12px system-ui",
    ...more,
  })

  /** UTC, as everywhere in the console: a date at midnight, else the time of day. */
  const timeLabel = (ms, stepMs) => {
    const iso = new Date(ms).toISOString()
    if (ms % 86_400_000 === 0) return iso.slice(5, 10)
    return iso.slice(11, stepMs < 60_000 ? 19 : 16)
  }

  const options = (plot, figure, width) => ({
    width,
    height: 150,
    ms: 1,
    tzDate: (ms) => uPlot.tzDate(new Date(ms), "Etc/UTC"),
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
    scales: {
      x: { range: [plot.fromMs, plot.toMs] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.05)] },
    },
    axes: [
      axis({ values: (_, splits) => splits.map((ms) => timeLabel(ms, plot.stepMs)) }),
      axis({ size: 56, incrs: [1, 2, 5, 10, 20, 50, 1e2, 2e2, 5e2, 1e3, 2e3, 5e3, 1e4, 1e5, 1e6, 1e7] }),
    ],
    series: [{}, ...plot.names.map((_, at) => series(at)).reverse()],
    hooks: { setSelect: [(chart) => zoom(chart, figure)] },
  })

  const series = (at) => ({
    fill: css(`--key-${at}`),
    width: 0,
    points: { show: false },
    paths: uPlot.paths.bars({ size: [0.9], align: 1 }),
  })

  const zoom = (chart, figure) => {
    if (chart.select.width < 4) return
    const at = (x) => new Date(Math.round(chart.posToVal(x, "x"))).toISOString()
    const url = new URL(figure.dataset.zoom, location.href)
    url.searchParams.set("from", at(chart.select.left))
    url.searchParams.set("to", at(chart.select.left + chart.select.width))
    location.assign(url)
  }

  const draw = (figure) => {
    if (typeof uPlot === "undefined") return
    const plot = JSON.parse(figure.dataset.chart)
    if (plot.names.length === 0) return
    const full = fill(plot)
    const place = figure.querySelector(".plot")
    const data = [full.rows.map((row) => row[0]), ...stack(full).reverse()]
    place.replaceChildren()
    const chart = new uPlot(options(plot, figure, place.clientWidth), data, place)
    figure.querySelector("details").open = false
    new ResizeObserver(() => {
      if (place.clientWidth > 0 && place.clientWidth !== chart.width)
        chart.setSize({ width: place.clientWidth, height: 150 })
    }).observe(place)
  }

  const localTimes = (root) => {
    for (const time of root.querySelectorAll("time"))
      time.title = new Date(time.dateTime).toLocaleString()
  }

  const dress = (root) => {
    for (const figure of root.querySelectorAll("[data-chart]")) draw(figure)
    localTimes(root)
  }

  /** Nobody's reading is disturbed: not a hidden page, an open row or a selection. */
  const busy = (part) =>
    document.hidden ||
    part.querySelector("details.event[open]") !== null ||
    part.contains(document.activeElement) ||
    String(getSelection()) !== ""

  const refresh = async (part) => {
    if (busy(part)) return
    const answer = await fetch(location.href, { headers: { accept: "text/html" } })
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const fresh = page.getElementById(part.id)
    if (!fresh) return location.reload()
    part.replaceChildren(...fresh.childNodes)
    dress(part)
  }

  const live = (part) => {
    const again = () =>
      setTimeout(() => refresh(part).catch(() => {}).then(again), Number(part.dataset.live))
    again()
  }

  dress(document)
  for (const part of document.querySelectorAll("[data-live]")) live(part)
  for (const box of document.querySelectorAll(".live input"))
    box.addEventListener("change", () => box.form.requestSubmit())
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dress(document))
})()
