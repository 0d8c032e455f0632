import { expect, test } from "bun:test"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { benchRules, benchText } from "./bench.ts"

const rule = (id: string, selection: string) => `
title: Rule ${id}
id: ${id}
logsource: { category: webserver }
detection: { s: ${selection}, condition: s }
`

test("the dearest rule is told first, with its hits and the cost of all together", () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"))
  writeFileSync(join(folder, "cheap.yml"), rule("cheap", "{ cs-method: PUT }"))
  writeFileSync(join(folder, "dear.yml"), rule("dear", "{ cs-uri-query|re: 'a.*b.*c.*d.*e.*f' }"))
  const events = Array.from(
    { length: 20 },
    (_, at): Event => ({
      "event.dataset": "nginx.access",
      "http.request.method": at % 2 ? "PUT" : "GET",
      "url.query": "abcde".repeat(3000),
    }),
  )
  const result = benchRules([folder], events)
  expect(result).toMatchObject({ events: 20, rules: 2 })
  expect(result.costs.map(({ id, hits }) => [id, hits])).toEqual([
    ["dear", 0],
    ["cheap", 10],
  ])
  expect(benchText(result, 1)).toContain("dear  Rule dear")
  expect(benchText(result, 1)).toContain("2 rules on 20 events")
})
