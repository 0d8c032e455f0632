import { describe, expect, test } from "bun:test"
import { existsSync, statSync } from "node:fs"
import { dirname, join } from "node:path"

/** What is kept, as it stands now: a file that git knows and somebody has just removed is left out. */
const files = Bun.spawnSync(["git", "ls-files"])
  .stdout.toString()
  .split("\n")
  .filter((path) => path !== "" && statSync(path, { throwIfNoEntry: false })?.isFile())
const texts = new Map(
  await Promise.all(files.map(async (path) => [path, await Bun.file(path).text()] as const)),
)
const textOf = (path: string) => texts.get(path)!
const matching = (pattern: RegExp) => files.filter((path) => pattern.test(path))

const isTest = (path: string) => /(\.test\.tsx?|-suite\.ts)$/.test(path)
const isGenerated = (path: string) => /\.generated\.|\.schema\.json$|\/CONFIG\.md$/.test(path)
const code = matching(/\.(tsx?|js|css|sh|java)$/).filter((path) => !isGenerated(path))
const typescript = code.filter((path) => /\.tsx?$/.test(path))
const tests = matching(/\.test\.tsx?$/)
const lines = (path: string) => textOf(path).split("\n").length - 1

test("the checks see the project", () => {
  expect(files.length).toBeGreaterThan(100)
  expect(typescript.length).toBeGreaterThan(100)
  expect(tests.length).toBeGreaterThan(20)
})

describe("names", () => {
  const allowed =
    /^(collector|aggregator|shared|rules|deploy|grafana|\.[\w.-]+|LICENSE|README\.md|package\.json|bunfig\.toml|bun\.lock)$/

  test("the top level holds what the design says", () => {
    const top = new Set(files.map((path) => path.split("/")[0]!))
    expect([...top].filter((name) => !allowed.test(name))).toEqual([])
  })

  test("files are in kebab-case", () => {
    const kebab = /(^|\/)[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/
    const named = typescript.concat(matching(/\.(sh|css|js|svg)$/))
    expect(named.filter((path) => !kebab.test(path))).toEqual([])
  })

  test("files are named by the thing", () => {
    // Datasets are named as their products are.
    const vague = matching(/(^|[/-])(utils?|helpers?|common|managers?|misc)\.[a-z]+$/)
    expect(vague.filter((path) => !path.startsWith("rules/normalize/"))).toEqual([])
  })
})

describe("size", () => {
  test("no file of code is over 300 lines", () => {
    expect(code.filter((path) => lines(path) > 300)).toEqual([])
  })

  test("the median file is under 140 lines", () => {
    const sorted = typescript.map(lines).sort((a, b) => a - b)
    expect(sorted[sorted.length >> 1]).toBeLessThan(140)
  })
})

describe("code", () => {
  const having = (paths: readonly string[], pattern: RegExp) =>
    paths.filter((path) => pattern.test(textOf(path)))

  test("nothing is exported by default, and nothing is exported on", () => {
    expect(having(typescript, /^export default /m)).toEqual([])
    expect(having(typescript, /^export (type )?(\*|\{[^}]*\})[^\n]* from "/m)).toEqual([])
  })

  test("every test file tests something", () => {
    const isTried = (text: string) =>
      /from "(bun:test|[^"]*-suite\.ts)"/.test(text) && /(expect|Suite)\(/.test(text)
    const silent = tests.filter((path) => !isTried(textOf(path)))
    expect(silent).toEqual([])
  })

  test("no test is left out or alone without a reason", () => {
    const asleep = tests.flatMap((path) =>
      [...textOf(path).matchAll(/^(.*)\n.*\b(test|describe)\.(skip|only|todo|failing)\b/gm)]
        .filter(([, before]) => !before!.trim().startsWith("//"))
        .map(() => path),
    )
    expect(asleep).toEqual([])
  })
})

describe("places", () => {
  const data = (path: string) => path.startsWith("rules/") || path.endsWith(".ndjson")

  test("no file knows the machine it was written on", () => {
    const own = files.filter((path) => !data(path) && /\/work\//.test(textOf(path)))
    const temporary = code.filter((path) => !isTest(path) && /["'`]\/tmp\b/.test(textOf(path)))
    expect([...own, ...temporary]).toEqual([])
  })

  test("no file names a package registry or a proxy", () => {
    const host = /https?:\/\/[^/\s"']*(registry|artifactory|nexus|mirror|proxy)/
    expect(files.filter((path) => !data(path) && host.test(textOf(path)))).toEqual([])
  })

  test("every rule has its cases beside it", () => {
    const rules = matching(/^rules\/(detect|normalize)\/.*\.yaml$/).filter(
      (path) => !path.endsWith(".cases.yaml"),
    )
    expect(rules.length).toBeGreaterThan(10)
    const bare = rules.filter((path) => !texts.has(path.replace(/\.yaml$/, ".cases.yaml")))
    expect(bare).toEqual([])
  })

  test("every relative link leads to a file", () => {
    const links = matching(/\.md$/).flatMap((path) => {
      const prose = textOf(path).replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, "")
      return [...prose.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, to]) => ({ path, to: to! }))
    })
    const relative = links.filter(({ to }) => !/^[a-z]+:/.test(to))
    expect(relative.length).toBeGreaterThan(5)
    expect(relative.filter(({ path, to }) => !existsSync(join(dirname(path), to)))).toEqual([])
  })
})
