import { appendFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Missing } from "../scripts/services/jdk.ts"
import { endAll, startJvm, untilReady } from "../scripts/services/jvm.ts"
import { prepareOpensearch } from "../scripts/services/opensearch.ts"

export interface OwnOpensearch extends AsyncDisposable {
  readonly node: string
  request(method: string, path: string, body?: object): Promise<Record<string, unknown>>
}

/**
 * An OpenSearch of a test's own, with settings that would disturb others; `missing` says why there is
 * none. With VEDETTE_REQUIRE_SERVICES=1 that throws.
 * @param settings lines of opensearch.yml
 */
export async function ownOpensearch(
  settings: string,
): Promise<OwnOpensearch | { readonly missing: string }> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-own-opensearch-"))
  try {
    return await begin(folder, settings)
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true })
    const isRequired = process.env["VEDETTE_REQUIRE_SERVICES"] === "1"
    if (!(cause instanceof Missing) || isRequired) throw cause
    return { missing: cause.message }
  }
}

async function begin(folder: string, settings: string): Promise<OwnOpensearch> {
  const { launches, addresses, isReady } = await prepareOpensearch(folder, false)
  appendFileSync(join(folder, "opensearch/config/opensearch.yml"), settings)
  const pids = launches.map(startJvm)
  const end = async () => {
    await endAll(pids)
    rmSync(folder, { recursive: true, force: true })
  }
  process.on("exit", () => {
    for (const pid of pids) kill(pid)
  })
  const logs = launches.map(({ log }) => log)
  await untilReady(isReady, pids, logs).catch(async (cause) => {
    await end()
    throw cause
  })
  const node = addresses["node"]![0]!
  return {
    node,
    async request(method, path, body) {
      const headers = { "content-type": "application/json" }
      const sent = body === undefined ? {} : { body: JSON.stringify(body), headers }
      const answer = await fetch(node + path, { method, ...sent })
      if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
      return (await answer.json()) as Record<string, unknown>
    },
    [Symbol.asyncDispose]: end,
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {} // it ended in order
}
