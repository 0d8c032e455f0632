"use strict"
// The list of alerts by keys; all of a page ticked at once, or a run of them with Shift.
;(() => {
  const isTyping = () => /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")
  const query = location.pathname === "/alerts" && document.querySelector('.query input[name="q"]')
  if (query)
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === "Escape" && document.activeElement === query) query.blur()
      if (event.key !== "/" || isTyping()) return
      event.preventDefault()
      query.focus()
    })

  const boxes = [...document.querySelectorAll('input[type="checkbox"][name^="alert:"]')]
  const head = boxes[0]?.closest("table").querySelector("thead th")
  if (!head) return

  const all = document.createElement("input")
  all.type = "checkbox"
  all.setAttribute("aria-label", "All alerts of this page")
  head.replaceChildren(all)

  const button = boxes[0].form.querySelector('button[type="submit"]')
  const which = boxes[0].form.elements.which
  const named = button.textContent

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length
    all.checked = ticked === boxes.length
    all.indeterminate = ticked > 0 && ticked < boxes.length
    button.textContent = which.value === "ticked" && ticked > 0 ? `${named} ${ticked}` : named
  }

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked
    show()
  })

  let last
  for (const [at, box] of boxes.entries())
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last !== undefined)
        for (const one of boxes.slice(Math.min(at, last), Math.max(at, last) + 1))
          one.checked = box.checked
      last = at
      show()
    })
  const places = boxes.map((box) => box.closest("tr").querySelector("td.wide a"))
  const move = (step) => {
    const at = boxes.findIndex((box) => box.closest("tr").contains(document.activeElement))
    const next = places[Math.min(places.length - 1, Math.max(0, at + step))]
    next?.focus({ preventScroll: true })
    next?.closest("tr").scrollIntoView({ block: "nearest" })
  }
  const tick = () => {
    const box = boxes.find((one) => one.closest("tr").contains(document.activeElement))
    box?.click()
  }
  const acts = { j: () => move(1), k: () => move(-1), x: tick }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(acts, event.key)) return
    if (isTyping() && document.activeElement.type !== "checkbox") return
    event.preventDefault()
    acts[event.key]()
  })

  const hint = document.createElement("p")
  hint.className = "hint"
  hint.textContent =
    "Keys: j and k go through the alerts, x ticks one, Enter opens it, / goes to the query."
  head.closest("section").after(hint)

  which.addEventListener("change", show)
  addEventListener("pageshow", show)
})()
