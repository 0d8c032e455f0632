import { expect, test } from "bun:test"
import { services } from "#shared/testing/services.ts"
import { putRuleReport, ruleReports } from "./rule-reports.ts"
import { openSubject } from "./store/opensearch/opensearch-subject.ts"

const running = await services({ opensearch: true })
const missing = "missing" in running
if (missing) console.warn(`skipped: ${running.missing}`)

test.skipIf(missing)(
  "what a collector says of 20,000 rules is read from OpenSearch as it was said",
  async () => {
    await using subject = await openSubject(missing ? "" : running.opensearch!.node)
    const all = Array.from({ length: 20_000 }, (_, at) => [`rule-${at}`, `v${at}`])
    const pieces = 40
    for (let piece = 0; piece < pieces; piece++) {
      const rules = all.slice(piece * 500, (piece + 1) * 500)
      const said = {
        program: "collector-rules",
        kind: "set",
        name: "edge",
        atMs: 1,
        piece,
        pieces,
        rules,
      }
      await putRuleReport(subject.store, {
        "vedette.stream": "status",
        "vedette.status": JSON.stringify(said),
      })
    }
    const [edge] = await ruleReports(subject.store)
    expect(edge!.versions).toEqual(new Map(all as [string, string][]))
  },
  60_000,
)
