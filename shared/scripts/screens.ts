import { mkdirSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { chromium } from "playwright-core"
import { startPrograms, until } from "../testing/programs.ts"
import { sendMixed } from "./mixed.ts"
import { shotsOf } from "./screens/pages.ts"
import { type Look, looks, shoot } from "./screens/shoot.ts"
import { makeSmall } from "./screens/small.ts"
import { openTrickle } from "./screens/trickle.ts"
import { sendStory } from "./story.ts"

/**
 * `bun run screens [--events N] [--only NAME,…] [--console URL] [--out FOLDER] [--small FOLDER]`: renders
 * every page of the console to PNG, light, dark and as on a phone, from a pair of its own with the
 * recorded story and mixed events, or from a console that runs. `--small` makes the pictures of the
 * documents anew. Status 1 where a page fails or is wider than its screen.
 */
const { values } = parseArgs({
  options: {
    events: { type: "string", default: "20000" },
    only: { type: "string" },
    console: { type: "string" },
    small: { type: "string" },
    out: { type: "string", default: "data/screens" },
    look: { type: "string", default: Object.keys(looks).join(",") },
    help: { type: "boolean", default: false },
  },
})
const usage =
  "usage: bun run screens [--events N] [--only NAME,…] [--look light,dark,phone] [--console URL] [--out FOLDER] [--small FOLDER]"
if (values.help || !/^\d{1,7}$/.test(values.events)) {
  console.error(usage)
  process.exit(values.help ? 0 : 64)
}
const executablePath = "/usr/bin/chromium"
const dayMs = 86_400_000

mkdirSync(values.out, { recursive: true })
process.exit((await screens()) ? 0 : 1)

async function screens(): Promise<boolean> {
  if (values.console) return shootAll(values.console)
  const home = mkdtempSync(join(tmpdir(), "vedette-screens-"))
  const overlay = join(home, "overlay")
  mkdirSync(overlay)
  const rules = { detect: ["rules/detect"], correlate: ["rules/correlate"] }
  const detect = [...Object.values(rules).flat(), overlay]
  await using programs = await startPrograms({
    home,
    collector: { rules: { normalize: ["rules/normalize"], detect } },
    aggregator: { rules: { ...rules, overlay }, enrich: [{ type: "geoip" }, { type: "asn" }] },
  })
  await fill(programs.intake, programs.console)
  await using _trickle = await openTrickle(programs.intake, programs.syslogPort)
  await until("rates are known", () => hasRates(programs.console))
  return await shootAll(programs.console)
}

/** What a site has seen in a day, the last hour of it under attack. */
async function fill(intake: string, console: string): Promise<void> {
  const count = Number(values.events)
  const now = Date.now()
  const mixed = count > 0 ? await sendMixed(intake, count, { endMs: now, spanMs: dayMs }) : 0
  const story = await sendStory(intake, now - 60_000)
  await until("all of it is stored", async () => {
    const answer = await fetch(`${console}/api/events?size=1&from=now-3d`)
    return ((await answer.json()) as { total: number }).total >= mixed + story
  })
}

/** Each source's rate is known, and its edge is not idle. */
async function hasRates(console: string): Promise<boolean> {
  const answer = await fetch(`${console}/api/flow`)
  const { sources } = (await answer.json()) as { sources: { perSecond?: number }[] }
  return sources.every(({ perSecond = 0 }) => perSecond > 0)
}

async function shootAll(url: string): Promise<boolean> {
  const only = values.only?.split(",")
  const shots = (await shotsOf(url)).filter(({ name }) => !only || only.includes(name))
  const wrong: string[] = []
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
  try {
    for (const shot of shots)
      for (const look of values.look.split(",") as Look[])
        wrong.push(...(await shoot(browser, url, shot, look, values.out)))
    if (values.small) await makeSmall(browser, values.out, values.small)
  } finally {
    await browser.close()
  }
  for (const line of wrong) console.error(line)
  console.log(`${shots.length} pages, in ${values.out}`)
  return wrong.length === 0
}
