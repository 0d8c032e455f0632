import { parseArgs } from "node:util"
import { errorText } from "../telemetry/log.ts"
import { Missing } from "./services/jdk.ts"
import { startService } from "./services/start.ts"
import {
  locked,
  readState,
  type Service,
  type State,
  services,
  stopService,
} from "./services/state.ts"

const usage = `usage: services.ts start|stop|status [SERVICE…] [--brokers 1|3] [--owner PID] [--json]
Runs real services on free ports of this machine (needs a JDK, Maven, openssl):

  kafka              one broker: plain, and SASL (PLAIN, SCRAM-SHA-512) as user app
  kafka-cluster      the same with three brokers
  kafka-secure       three brokers: SASL over TLS, and TLS with client certificates
  opensearch         OpenSearch, plain HTTP
  opensearch-secure  OpenSearch with its security plugin: HTTPS, user admin, client certificates

start   without a name: kafka and opensearch. Joins what runs; starts a dead broker again.
stop    without a name: all of them.
status  without a name: all of them.

  --brokers N   start so many brokers
  --owner PID   ends when this process (and all others that asked for it) has ended
  --only NAME   the same as NAME
  --json        prints what is known as one JSON object

Users, passwords and certificates are made at each start and removed at the stop.
`

const { values, positionals } = readArguments()
const [action, ...named] = positionals
const fallback = action === "start" ? (["kafka", "opensearch"] as const) : services
const wanted = [...named, ...(values.only ? [values.only] : [])]
const chosen = wanted.length > 0 ? services.filter((name) => wanted.includes(name)) : fallback

try {
  const states = await Promise.all(chosen.map(async (service) => [service, await act(service)]))
  print(Object.fromEntries(states))
} catch (cause) {
  process.stderr.write(`${errorText(cause)}\n`)
  process.exitCode = cause instanceof Missing ? 69 : 1
}

async function act(service: Service): Promise<State | undefined> {
  if (action === "status") return readState(service)
  if (action === "stop") return stop(service)
  return startService(service, {
    ...(values.brokers && { brokers: Number(values.brokers) }),
    ...(values.owner && { owner: Number(values.owner) }),
  })
}

async function stop(service: Service): Promise<undefined> {
  await locked(service, async () => {
    const state = await readState(service)
    if (state) await stopService(service, state)
  })
  return undefined
}

function print(states: Readonly<Record<string, State | undefined>>) {
  if (values.json) return console.log(JSON.stringify(states))
  for (const [service, state] of Object.entries(states)) {
    if (!state) console.log(`${service}: stopped`)
    for (const [name, list] of Object.entries(state?.addresses ?? {}))
      console.log(`${service} ${name}: ${list.join(",")}`)
    for (const [name, password] of Object.entries(state?.users ?? {}))
      console.log(`${service} user: ${name} password: ${password}`)
    if (state?.certificates)
      console.log(`${service} certificates: ${state.certificates} (ca.pem, client.pem, client.key)`)
  }
}

function readArguments() {
  const parsed = tryParse()
  if (parsed?.values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const known: readonly (string | undefined)[] = [undefined, ...services]
  const isGood =
    parsed &&
    ["start", "stop", "status"].includes(parsed.positionals[0] ?? "") &&
    [...parsed.positionals.slice(1), parsed.values.only].every((name) => known.includes(name)) &&
    ["1", "3", undefined].includes(parsed.values.brokers) &&
    /^[1-9]\d*$/.test(parsed.values.owner ?? "1")
  if (isGood) return parsed
  process.stderr.write(usage)
  process.exit(64)
}

function tryParse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        only: { type: "string" },
        brokers: { type: "string" },
        owner: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    })
  } catch {
    return undefined
  }
}
