import { expect, test } from "bun:test"
import { plot } from "./plot.ts"

test("a curve goes from its first point to its last, in the frame", () => {
  const points = [
    { recall: 0.5, precision: 1 },
    { recall: 1, precision: 0 },
  ]
  const image = plot([{ name: "one", points }])
  expect(image).toContain('d="M257.0 12.0L468.0 284.0"')
  expect(image).toContain(">one</text>")
})

test("many points are thinned, the last one stays", () => {
  const points = Array.from({ length: 5001 }, (_, i) => ({ recall: i / 5000, precision: 1 }))
  const image = plot([{ name: "one", points }])
  expect(image.length).toBeLessThan(12_000)
  expect(image).toContain('L468.0 12.0"')
})
