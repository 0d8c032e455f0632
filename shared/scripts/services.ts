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

const usage = `usage: services.ts start|stop|status [--only kafka|opensearch] [--brokers 1|3] [--owner PID] [--json]
Runs a real Kafka and OpenSearch on free ports of this machine (needs a JDK and Maven).`

const { values, positionals } = readArguments()
const chosen = services.filter((service) => !values.only || service === values.only)

try {
  const states = await Promise.all(chosen.map(async (service) => [service, await act(service)]))
  print(Object.fromEntries(states))
} catch (cause) {
  process.stderr.write(`${errorText(cause)}\n`)
  process.exitCode = cause instanceof Missing ? 69 : 1
}

async function act(service: Service): Promise<State | undefined> {
  if (positionals[0] === "status") return readState(service)
  if (positionals[0] === "stop") return stop(service)
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
  }
}

function readArguments() {
  const parsed = tryParse()
  const isGood =
    parsed &&
    ["start", "stop", "status"].includes(parsed.positionals[0] ?? "") &&
    ["kafka", "opensearch", undefined].includes(parsed.values.only) &&
    ["1", "3", undefined].includes(parsed.values.brokers) &&
    /^[1-9]\d*$/.test(parsed.values.owner ?? "1")
  if (isGood) return parsed
  process.stderr.write(`${usage}\n`)
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
      },
    })
  } catch {
    return undefined
  }
}
