"use strict"
// Ticks all alerts of the page at once, or a run of them with Shift; without script each by itself.
;(() => {
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
  which.addEventListener("change", show)
  addEventListener("pageshow", show)
})()
