import { expect, test } from "bun:test"
import { dirname, join, normalize } from "node:path"
import { Glob } from "bun"

/** Who may import whom: the first part that fits decides. Tests and test suites are free. */
const may: Readonly<Record<string, readonly string[]>> = {
  "shared/ecs": [],
  "shared/regex": [],
  "shared/telemetry": ["shared/ecs"],
  "shared/sigma": ["shared/ecs", "shared/regex"],
  "shared/config": ["shared/telemetry", "shared/ecs"],
  "shared/access": ["shared/sigma", "shared/config", "shared/telemetry", "shared/ecs"],
  "shared/pipeline": [
    "shared/access",
    "shared/config",
    "shared/telemetry",
    "shared/ecs",
    "shared/regex",
  ],
  "shared/bus": ["shared/pipeline", "shared/config", "shared/telemetry", "shared/ecs"],
  "shared/testing": ["shared"],
  "shared/scripts": ["shared", "collector", "aggregator"],
  collector: ["shared"],
  aggregator: ["shared"],
}

/** Folders whose parts know only themselves, their kind's `define.ts` and shared. */
const kinds = ["collector/sources", "aggregator/enrich"]

const isFree = (path: string) =>
  /(\.(test|e2e|sim|bench)\.tsx?|-suite\.ts)$/.test(path) || path.startsWith("shared/testing/")

async function imports(): Promise<{ from: string; to: string }[]> {
  const found: { from: string; to: string }[] = []
  for await (const from of new Glob("{shared,collector,aggregator}/**/*.{ts,tsx}").scan(".")) {
    if (isFree(from)) continue
    const source = await Bun.file(from).text()
    for (const [, specifier] of source.matchAll(
      /(?:from|import|import\(|new URL\()\s*"([^"]+)"/g,
    )) {
      if (!/\.tsx?$/.test(specifier!)) continue // data: rules, assets, the demo's story
      if (specifier!.startsWith("#shared/"))
        found.push({ from, to: `shared/${specifier!.slice(8)}` })
      else if (specifier!.startsWith("."))
        found.push({ from, to: normalize(join(dirname(from), specifier!)) })
    }
  }
  return found
}

const inside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

test("each folder imports only what lies below it", async () => {
  const all = await imports()
  expect(all.length).toBeGreaterThan(50) // a checker that sees nothing must not pass
  const wrong = all.filter(({ from, to }) => {
    const layer = Object.keys(may).find((folder) => inside(from, folder))
    if (!layer) return true
    return !inside(to, layer) && !may[layer]!.some((folder) => inside(to, folder))
  })
  expect(wrong).toEqual([])
})

test("a component imports no sibling", async () => {
  const part = (path: string, kind: string) => path.slice(kind.length + 1).split("/")[0]!
  const wrong = (await imports()).filter(({ from, to }) =>
    kinds.some((kind) => {
      if (!inside(from, kind) || !inside(to, kind)) return false
      const [a, b] = [part(from, kind), part(to, kind)]
      return a !== "index.ts" && b !== "define.ts" && a !== b
    }),
  )
  expect(wrong).toEqual([])
})
