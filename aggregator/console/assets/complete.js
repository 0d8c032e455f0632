"use strict"
// Completes names of fields and their values while a query is written. The names are those of the
// page's list of fields; values are asked for once a field.
;(() => {
  const input = document.querySelector(".query input[name=q]")
  if (!input || location.pathname !== "/search") return

  const shownMax = 12
  const names = [...document.querySelectorAll(".field-list summary .name")]
    .map((name) => name.textContent)
    .filter((name) => /^[A-Za-z_@][\w.@-]*$/.test(name))
  const values = new Map()

  const list = document.createElement("ul")
  list.id = "completions"
  list.className = "completions"
  list.hidden = true
  list.setAttribute("role", "listbox")
  list.setAttribute("aria-label", "Completions")
  input.after(list)
  input.setAttribute("aria-autocomplete", "list")
  input.setAttribute("aria-controls", list.id)

  const valuesOf = (field) => {
    if (!values.has(field)) {
      const url = new URL("/api/terms", location.href)
      url.search = new URLSearchParams({ field, size: "50", from: form("from"), to: form("to") })
      const asked = fetch(url)
        .then((answer) => (answer.ok ? answer.json() : { terms: [] }))
        .then(({ terms }) => terms.map(({ value }) => value))
        .catch(() => [])
      values.set(field, asked)
    }
    return values.get(field)
  }

  const form = (name) => input.form.elements[name]?.value ?? ""

  /** What stands before the caret: the start of a name, or a field and the start of its value. */
  const begun = () => {
    const before = input.value.slice(0, input.selectionStart)
    const value = /(?:^|[\s(!-])([A-Za-z_@][\w.@-]*):"?([^\s"():]*)$/.exec(before)
    if (value) return { field: value[1], start: value[2], from: before.lastIndexOf(":") + 1 }
    const name = /(?:^|[\s(!-])([A-Za-z_@][\w.@-]*)$/.exec(before)
    return name && { start: name[1], from: before.length - name[1].length }
  }

  const starting = (all, start) => {
    const wanted = start.toLowerCase()
    const fits = (text) => text.toLowerCase().startsWith(wanted) && text !== start
    return all.filter(fits).slice(0, shownMax)
  }

  const written = (value) =>
    /^[\w.@/-]+$/.test(value) && !/^(?:AND|OR|NOT|TO)$/.test(value)
      ? `${value} `
      : `"${value.replace(/[\\"]/g, "\\$&")}" `

  const offer = async () => {
    const at = begun()
    const typed = input.value
    if (!at) return close()
    const all = at.field ? await valuesOf(at.field) : names
    if (input.value !== typed || document.activeElement !== input) return
    const found = starting(all, at.start).filter((text) => text.length <= 256)
    list.replaceChildren(...found.map((text, index) => option(text, index, at)))
    list.hidden = found.length === 0
    input.removeAttribute("aria-activedescendant")
  }

  const option = (text, index, at) => {
    const made = document.createElement("li")
    made.id = `completion-${index}`
    made.textContent = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "�")
    made.setAttribute("role", "option")
    made.setAttribute("aria-selected", "false")
    made.take = () => {
      const rest = input.value.slice(input.selectionStart)
      const kept = input.value.slice(0, at.from) + (at.field ? written(text) : `${text}:`)
      input.value = kept + rest
      input.setSelectionRange(kept.length, kept.length)
      input.focus()
      close()
      if (!at.field) offer()
    }
    made.addEventListener("mousedown", (event) => {
      event.preventDefault()
      made.take()
    })
    return made
  }

  const close = () => {
    list.hidden = true
    input.removeAttribute("aria-activedescendant")
  }

  const chosen = () => list.querySelector('[aria-selected="true"]')

  const move = (step) => {
    const all = [...list.children]
    const next = all.at((all.indexOf(chosen()) + step) % all.length) ?? all[0]
    for (const one of all) one.setAttribute("aria-selected", String(one === next))
    input.setAttribute("aria-activedescendant", next.id)
    next.scrollIntoView({ block: "nearest" })
  }

  input.addEventListener("input", () => offer())
  input.addEventListener("blur", close)
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) move(step)
    else if (event.key === "Escape") close()
    else if ((event.key === "Enter" || event.key === "Tab") && chosen()) chosen().take()
    else return
    event.preventDefault()
  })

  /** `/` goes to the query, as elsewhere. */
  document.addEventListener("keydown", (event) => {
    const typing = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    input.focus()
  })
})()
