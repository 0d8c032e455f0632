import { join } from "node:path"

export interface Running {
  readonly kafka?: { readonly brokers: string[]; readonly saslBrokers: string[] }
  readonly opensearch?: { readonly node: string }
}

/**
 * Real services for an end-to-end test: those that VEDETTE_TEST_KAFKA (addresses) and
 * VEDETTE_TEST_OPENSEARCH (a URL) name, or that run already, else new ones that end with the last
 * test process. `missing` says why there are none; with VEDETTE_REQUIRE_SERVICES=1 that throws.
 */
export async function services(wanted: {
  readonly kafka?: boolean
  readonly opensearch?: boolean
}): Promise<Running | { readonly missing: string }> {
  const [kafka, opensearch] = await Promise.all([
    wanted.kafka ? kafkaService() : undefined,
    wanted.opensearch ? opensearchService() : undefined,
  ])
  const missing = kafka?.missing ?? opensearch?.missing
  if (missing && process.env["VEDETTE_REQUIRE_SERVICES"] === "1") throw new Error(missing)
  if (missing) return { missing }
  return {
    ...(kafka?.found && { kafka: kafka.found }),
    ...(opensearch?.found && { opensearch: opensearch.found }),
  }
}

interface Looked<Found> {
  readonly found?: Found
  readonly missing?: string
}

async function kafkaService(): Promise<Looked<NonNullable<Running["kafka"]>>> {
  const given = process.env["VEDETTE_TEST_KAFKA"]
  if (given) return { found: { brokers: given.split(","), saslBrokers: [] } }
  const { addresses, missing } = await start("kafka")
  if (!addresses) return { missing: missing! }
  return { found: { brokers: addresses["brokers"]!, saslBrokers: addresses["saslBrokers"]! } }
}

async function opensearchService(): Promise<Looked<NonNullable<Running["opensearch"]>>> {
  const given = process.env["VEDETTE_TEST_OPENSEARCH"]
  if (given) return { found: { node: given } }
  const { addresses, missing } = await start("opensearch")
  return addresses ? { found: { node: addresses["node"]![0]! } } : { missing: missing! }
}

async function start(
  service: string,
): Promise<{ addresses?: Record<string, string[]>; missing?: string }> {
  const script = join(import.meta.dir, "../scripts/services.ts")
  const options = ["--only", service, "--owner", String(process.pid), "--json"]
  const child = Bun.spawn([process.execPath, script, "start", ...options], {
    stdout: "pipe",
    stderr: "pipe",
  })
  const [said, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  const code = await child.exited
  if (code === 69) return { missing: complaint.trim() }
  if (code !== 0) throw new Error(`${service} did not start: ${complaint.trim()}`)
  return { addresses: JSON.parse(said)[service].addresses }
}
