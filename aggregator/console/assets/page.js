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

  const zone = document.documentElement.dataset.zone || "UTC"
  const inZone = new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  })

  /** In the zone of the page: a date at midnight, else the time of day. */
  const timeLabel = (ms, stepMs) => {
    const text = inZone.format(ms)
    if (text.endsWith("00:00:00")) return text.slice(5, 10)
    return text.slice(11, stepMs < 60_000 ? 19 : 16)
  }

  const options = (plot, figure, width) => ({
    width,
    height: 150,
    ms: 1,
    tzDate: (ms) => uPlot.tzDate(new Date(ms), zone),
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
    series: [{}, ...plot.names.map(series).reverse()],
    hooks: { setSelect: [(chart) => zoom(chart, figure)] },
  })

  /** Levels and outcomes have colours of their own, as in the legend. */
  const series = (name, at) => ({
    fill: (/^[a-z]+$/.test(name) && css(`--key-${name}`)) || css(`--key-${at}`),
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
    figure.classList.add("drawn")
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
    for (const time of root.querySelectorAll("time:not([title])"))
      time.title = new Date(time.dateTime).toLocaleString()
  }

  const dress = (root) => {
    for (const figure of root.querySelectorAll("[data-chart]")) draw(figure)
    localTimes(root)
  }

  /** Nobody's reading is disturbed: not a hidden page, an open row or a selection. */
  const busy = (part) =>
    document.hidden ||
    document.querySelector(".menu") !== null ||
    part.querySelector("details.event[open], .field-list details[open]") !== null ||
    part.contains(document.activeElement) ||
    String(getSelection()) !== ""

  const refresh = async (part) => {
    if (busy(part)) return
    const answer = await fetch(location.href, { headers: { accept: "text/html" } })
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const fresh = page.getElementById(part.id)
    if (!fresh?.dataset.live) return location.reload() // it has come to its end
    part.replaceChildren(...fresh.childNodes)
    dress(part)
  }

  const live = (part) => {
    const again = () =>
      setTimeout(() => refresh(part).catch(() => {}).then(again), Number(part.dataset.live))
    again()
  }

  /** As `narrowed` on the server: what stands in the query with OR is kept together. */
  const narrowed = (q, term) => {
    if (q.trim() === "") return term
    return /\bOR\b|\|\|/.test(q) ? `(${q.trim()}) AND ${term}` : `${q.trim()} AND ${term}`
  }

  const closeMenu = () => {
    const menu = document.querySelector(".menu")
    menu?.opener.focus()
    menu?.remove()
  }

  const searchFor = (q) => {
    const url = new URL(location.href)
    url.searchParams.set("q", q)
    url.searchParams.delete("after")
    return url.href
  }

  const entry = (name, act) => {
    const made = document.createElement(typeof act === "string" ? "a" : "button")
    made.textContent = name
    made.setAttribute("role", "menuitem")
    if (typeof act === "string") made.href = act
    else made.addEventListener("click", act)
    return made
  }

  /** Where else a value leads: to the page of whom it names, and to the other values of its field. */
  const pivots = (field, value) => {
    const kind = JSON.parse(document.querySelector("#results").dataset.entities ?? "{}")[field]
    const page = `/entity/${kind}?${new URLSearchParams({ value })}`
    const values = new URL(location.href)
    values.searchParams.set("field", field)
    return [
      ...(kind ? [entry(`Page of the ${kind}`, page)] : []),
      entry("Count its values", values.href),
    ]
  }

  /** What can be done with a value; without script its link searches for it alone. */
  const openMenu = (chip, term) => {
    closeMenu()
    const q = new URL(location.href).searchParams.get("q") ?? ""
    const value = term.slice(term.indexOf(":") + 2, -1).replace(/\\([\\"])/g, "$1")
    const menu = document.createElement("div")
    menu.className = "menu"
    menu.opener = chip
    menu.setAttribute("role", "menu")
    const field = term.slice(0, term.indexOf(":"))
    menu.append(
      entry("Filter", searchFor(narrowed(q, term))),
      entry("Exclude", searchFor(narrowed(q, `NOT ${term}`))),
      entry("Only this", searchFor(term)),
      ...pivots(field, value),
      entry("Copy", () => navigator.clipboard.writeText(value).then(closeMenu, closeMenu)),
    )
    document.body.append(menu)
    const at = chip.getBoundingClientRect()
    const left = Math.min(at.left, document.documentElement.clientWidth - menu.offsetWidth - 8)
    menu.style.left = `${Math.max(8, left) + scrollX}px`
    menu.style.top = `${at.bottom + scrollY + 2}px`
    menu.firstChild.focus({ preventScroll: true })
  }

  const menuKeys = (event) => {
    const menu = document.querySelector(".menu")
    if (!menu) return
    if (event.key === "Escape" || event.key === "Tab") closeMenu()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const all = [...menu.children]
    all.at((all.indexOf(document.activeElement) + step) % all.length).focus()
  }

  const chosen = (event) => {
    const chip = event.target.closest("#results a.chip")
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey
    const term = chip && (chip.dataset.term ?? new URL(chip.href).searchParams.get("q"))
    if (!term || !plain || location.pathname !== "/search") {
      if (!event.target.closest(".menu")) document.querySelector(".menu")?.remove()
      return
    }
    event.preventDefault()
    openMenu(chip, term)
  }

  globalThis.vedette = { dress }
  document.addEventListener("click", chosen)
  document.addEventListener("keydown", menuKeys)
  dress(document)
  for (const part of document.querySelectorAll("[data-live]")) live(part)
  for (const box of document.querySelectorAll(".live input"))
    box.addEventListener("change", () => box.form.requestSubmit())
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dress(document))
})()
