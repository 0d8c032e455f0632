"use strict"
// The search page: its live tail, and what the keyboard does there.
;(() => {
  if (location.pathname !== "/search") return
  const results = () => document.getElementById("results")

  const rowsMax = 500
  const body = () => results()?.querySelector(".matches tbody")
  const mains = (root) => [...root.querySelectorAll(".matches tbody > tr:not(.below)")]
  const idOf = (row) => row.querySelector('a[href^="/event/"]')?.getAttribute("href")

  /** Whoever reads is left alone: below the first rows, in an open row, a menu or a selection. */
  const isReading = () =>
    document.querySelector(".menu, dialog[open]") !== null ||
    results().querySelector("details.event[open], .field-list details[open]") !== null ||
    (results().contains(document.activeElement) && !document.activeElement.closest(".tail")) ||
    String(getSelection()) !== "" ||
    (body()?.getBoundingClientRect().top ?? 0) < 0

  const make = (name, text, more = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, more)

  const belowOf = (row) =>
    row.nextElementSibling?.matches(".below") ? row.nextElementSibling : undefined

  /** Shows events as they come. What has come while someone reads waits until it is asked for. */
  const tail = (everyMs) => {
    let isPaused = false
    let waiting = [] // rows that have come, the newest first, each with the row below it
    let isCut = false
    let seen = new Set(mains(results()).map(idOf))

    const bar = make("div", "", { className: "tail" })
    const state = make("span", "Live", { className: "state" })
    const pause = make("button", "Pause", { type: "button", className: "quiet" })
    const show = make("button", "", { type: "button", hidden: true })
    const rate = make("span", "", { className: "rate" })
    state.setAttribute("role", "status")
    bar.append(state, pause, show, rate)
    results().querySelector(".matches").prepend(bar)

    const tell = (lost) => {
      bar.dataset.state = lost ? "lost" : isPaused ? "paused" : "live"
      state.textContent = lost ?? (isPaused ? "Held" : "Live")
      pause.textContent = isPaused ? "Go on" : "Pause"
      pause.setAttribute("aria-pressed", String(isPaused))
      show.hidden = waiting.length === 0
      show.textContent = `Show ${isCut ? "the newest " : ""}${waiting.length} new`
    }

    /** The newest stand first; of more than fit the oldest go. */
    const put = () => {
      const into = body()
      if (!into) return location.reload() // there was no table yet
      for (const row of into.querySelectorAll(".fresh")) row.classList.remove("fresh")
      const first = document.createDocumentFragment()
      for (const [row, below] of waiting) {
        row.classList.add("fresh")
        first.append(row, ...(below ? [below] : []))
      }
      globalThis.vedette.dress(first)
      into.prepend(first)
      waiting = []
      isCut = false
      for (const row of mains(results()).slice(rowsMax)) {
        belowOf(row)?.remove()
        row.remove()
      }
      seen = new Set(mains(results()).map(idOf))
    }

    const take = (fresh) => {
      const rows = mains(fresh)
      const isNew = (row) => !seen.has(idOf(row))
      const added = rows.filter(isNew)
      isCut ||= added.length === rows.length && rows.length > 0 && seen.size > 0
      for (const row of added) seen.add(idOf(row))
      waiting = [...added.map((row) => [row, belowOf(row)]), ...waiting].slice(0, rowsMax)
      return added.length
    }

    /** Chart and total are those of now; they keep their place and their height. */
    const renew = (fresh) => {
      for (const part of [".found-head .total", ".found-head .hint", ".chart"]) {
        const [old, made] = [results().querySelector(part), fresh.querySelector(part)]
        if (!old || !made || old.contains(document.activeElement)) continue
        if (part === ".chart") {
          made.style.minHeight = `${old.offsetHeight}px`
          old.replaceWith(made)
          globalThis.vedette.dress(made.parentElement)
        } else old.replaceWith(made)
      }
    }

    const look = async () => {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } })
      const page = new DOMParser().parseFromString(await answer.text(), "text/html")
      const fresh = page.getElementById("results")
      if (!fresh) throw new Error("no results")
      const added = take(fresh)
      rate.textContent = `${(added / (everyMs / 1000)).toFixed(1)} events/s${isCut ? " or more" : ""}`
      if (!isReading() && waiting.length > 0) put()
      if (!isReading()) renew(fresh)
    }

    const again = async () => {
      let lost
      if (!isPaused && !document.hidden)
        await look().catch(() => {
          lost = "The store does not answer: what stands here stays, and it is tried again"
        })
      tell(lost)
      setTimeout(again, everyMs)
    }

    const hold = () => {
      isPaused = !isPaused
      tell()
    }
    pause.addEventListener("click", hold)
    show.addEventListener("click", () => {
      put()
      tell()
      body()?.firstElementChild.scrollIntoView({ block: "nearest" })
    })
    tell()
    setTimeout(again, everyMs)
    return hold
  }

  const hold = results()?.dataset.tail ? tail(Number(results().dataset.tail)) : () => {}

  const summaries = () => [...(results()?.querySelectorAll("details.event > summary") ?? [])]

  /** The row in which the focus is, or the one that had it last. */
  const placeNow = () => {
    const row = document.activeElement?.closest("tr")
    const main = row?.matches(".below") ? row.previousElementSibling : row
    const own = main?.querySelector("details.event > summary")
    return summaries().indexOf(own ?? document.querySelector("tr.at details.event > summary"))
  }

  const move = (step) => {
    const all = summaries()
    const next = all[Math.min(all.length - 1, Math.max(0, placeNow() + step))]
    if (!next) return
    document.querySelector("tr.at")?.classList.remove("at")
    next.closest("tr").classList.add("at")
    next.focus({ preventScroll: true })
    next.closest("tr").scrollIntoView({ block: "nearest" })
  }

  const keysDialog = () => {
    const known = document.querySelector("dialog.keys")
    if (known) return known.open ? known.close() : known.showModal()
    const dialog = make("dialog", "", { className: "keys" })
    dialog.setAttribute("aria-label", "Keys")
    const close = make("button", "Close", { type: "button" })
    close.addEventListener("click", () => dialog.close())
    const list = document.createElement("dl")
    for (const row of document.querySelectorAll(".keys-list > div"))
      list.append(...row.cloneNode(true).childNodes)
    dialog.append(make("h2", "Keys"), list, close)
    document.body.append(dialog)
    dialog.showModal()
  }

  /** Closes the innermost thing that is open. */
  const leave = () => {
    const menu = document.querySelector(".kept > details[open]")
    if (menu) {
      menu.open = false
      return menu.querySelector("summary").focus()
    }
    const row = document.activeElement?.closest("tr")
    const main = row?.matches(".below") ? row.previousElementSibling : row
    const opened = "details.event[open]"
    const open = main?.querySelector(opened) ?? results()?.querySelector(opened)
    if (open) {
      open.open = false
      open.querySelector("summary").focus({ preventScroll: true })
    } else document.activeElement?.blur()
  }

  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll(".kept > details[open]"))
      if (!menu.contains(target)) menu.open = false
  })

  const acts = { j: () => move(1), k: () => move(-1), p: () => hold(), "?": keysDialog }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const isTyping = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")
    if (event.key === "Escape" && !document.querySelector("dialog[open], .menu")) return leave()
    if (isTyping || document.querySelector(".menu") || !Object.hasOwn(acts, event.key)) return
    if (document.querySelector("dialog[open]") && event.key !== "?") return
    event.preventDefault()
    acts[event.key]()
  })
})()
