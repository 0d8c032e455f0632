import { join } from "node:path"

export interface Running {
  readonly kafka?: {
    readonly brokers: string[]
    readonly saslBrokers: string[]
    /** An advertised address where nobody listens, and the broker that a forwarder leads to. */
    readonly via?: { readonly address: string; readonly behind: string }
  }
  readonly opensearch?: { readonly node: string }
  readonly kafkaSecure?: Secured & {
    /** SASL over TLS. */
    readonly saslBrokers: string[]
    /** TLS with client certificates. */
    readonly certificateBrokers: string[]
    /** Process ids, in the order of the brokers: one may be killed, `services` starts it again. */
    readonly pids: readonly number[]
  }
  readonly opensearchSecure?: Secured & { readonly node: string }
}

interface Secured {
  readonly username: string
  readonly password: string
  /** Passwords of all users. */
  readonly users: Readonly<Record<string, string>>
  /** A file of the certificates' folder, such as `ca.pem`, `client.key`, `expired.pem`. */
  file(name: string): string
}

type Wanted = { readonly [Name in keyof Running]?: boolean }

/**
 * Real services for an end-to-end test: those that VEDETTE_TEST_KAFKA (addresses) and
 * VEDETTE_TEST_OPENSEARCH (a URL) name, or that run already, else new ones that end with the last
 * test process. `missing` says why there are none; with VEDETTE_REQUIRE_SERVICES=1 that throws.
 */
export async function services(wanted: Wanted): Promise<Running | { readonly missing: string }> {
  const asked = (Object.keys(makers) as (keyof Running)[]).filter((name) => wanted[name])
  const looked = await Promise.all(asked.map((name) => makers[name]()))
  const missing = looked.find((answer) => answer.missing)?.missing
  if (missing && process.env["VEDETTE_REQUIRE_SERVICES"] === "1") throw new Error(missing)
  if (missing) return { missing }
  return Object.fromEntries(asked.map((name, i) => [name, looked[i]!.found])) as Running
}

interface Looked<Found> {
  readonly found?: Found
  readonly missing?: string
}

const makers: {
  readonly [Name in keyof Running]-?: () => Promise<Looked<NonNullable<Running[Name]>>>
} = {
  async kafka() {
    const given = process.env["VEDETTE_TEST_KAFKA"]
    if (given) return { found: { brokers: given.split(","), saslBrokers: [] } }
    const { state, missing } = await start("kafka")
    if (!state) return { missing: missing! }
    const [brokers, saslBrokers] = [all(state, "brokers"), all(state, "saslBrokers")]
    const [address, behind] = [all(state, "viaBrokers")[0], all(state, "behindBrokers")[0]]
    const via = address && behind && { via: { address, behind } }
    return { found: { brokers, saslBrokers, ...via } }
  },
  async opensearch() {
    const given = process.env["VEDETTE_TEST_OPENSEARCH"]
    if (given) return { found: { node: given } }
    const { state, missing } = await start("opensearch")
    return state ? { found: { node: all(state, "node")[0]! } } : { missing: missing! }
  },
  async kafkaSecure() {
    const { state, missing } = await start("kafka-secure")
    if (!state) return { missing: missing! }
    const found = {
      ...secured(state),
      saslBrokers: all(state, "saslBrokers"),
      certificateBrokers: all(state, "certificateBrokers"),
      pids: state.pids,
    }
    return { found }
  },
  async opensearchSecure() {
    const { state, missing } = await start("opensearch-secure")
    if (!state) return { missing: missing! }
    return { found: { ...secured(state), node: all(state, "node")[0]! } }
  },
}

interface State {
  readonly addresses: Readonly<Record<string, string[]>>
  readonly users?: Readonly<Record<string, string>>
  readonly certificates?: string
  readonly pids: readonly number[]
}

const all = ({ addresses }: State, name: string) => addresses[name] ?? []

function secured({ users = {}, certificates = "" }: State): Secured {
  const [username, password] = Object.entries(users)[0]!
  return { username, password, users, file: (name) => join(certificates, name) }
}

async function start(service: string): Promise<{ state?: State; missing?: string }> {
  const script = join(import.meta.dir, "../scripts/services.ts")
  const options = ["start", service, "--owner", String(process.pid), "--json"]
  const child = Bun.spawn([process.execPath, script, ...options], {
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
  return { state: JSON.parse(said)[service] }
}
