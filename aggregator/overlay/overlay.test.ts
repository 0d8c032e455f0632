import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { loadRules } from "#shared/sigma/rules.ts"
import type { Deed } from "../access/audit.ts"
import type { Change } from "./change.ts"
import { endChanges } from "./ended.ts"
import { type Overlay, openOverlay } from "./overlay.ts"

let folder: string
let overlay: Overlay
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "vedette-overlay-"))
  overlay = openOverlay(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const by = { reason: 'build: server\'s "own" #1', author: "ann", at: "2026-03-10T12:00:00.000Z" }
const off: Change = { disable: true, ...by }
const ruleOf = (id: string) => `title: T\nid: ${id}\nlogsource: { product: linux }
detection: { selection: { process.name: evil }, condition: selection }\n`
const event = (user: string) => ({
  ...{ "event.dataset": "system.auth", "host.os.type": "linux" },
  ...{ "process.name": "evil", "user.name": user },
})
const matching = (user: string) => {
  const found: string[] = []
  loadRules([folder]).match(event(user), ({ id }) => void found.push(id))
  return found
}

describe("what a site changes of a rule", () => {
  test("is in a file of its own, which the rule engine reads", () => {
    overlay.save("own-1", "", ruleOf("own-1"))
    expect(matching("ann")).toEqual(["own-1"])
    overlay.change("own-1", "", [off])
    expect(loadRules([folder]).disabled).toEqual(["own-1"])
    const { revision, changes } = overlay.changesOf("own-1")
    expect(changes).toEqual([off])
    overlay.change("own-1", revision, [])
    expect(matching("ann")).toEqual(["own-1"])
  })

  test("leaves out what a filter says, and nothing else", () => {
    overlay.change("own-1", "", [{ except: { "user.name": "backup" }, ...by }])
    expect([matching("backup"), matching("ann")]).toEqual([[], ["own-1"]])
    overlay.change("own-1", overlay.changesOf("own-1").revision, [])
  })

  test("is refused to who has not seen the last change", () => {
    const { revision } = overlay.change("own-2", "", [off])
    expect(() => overlay.change("own-2", "", [])).toThrow("another has changed it")
    expect(overlay.change("own-2", revision, [off, off]).changes.length).toBe(2)
  })

  test("is not written over where it was edited by hand", () => {
    const file = join(folder, "changes", "own-2.yaml")
    writeFileSync(file, "overlays: [{ rule: [a, b], disable: true }]\n")
    expect(() => overlay.changesOf("own-2")).toThrow("edited by hand")
    rmSync(file)
  })

  test("is bounded", () => {
    const many = Array.from({ length: 51 }, () => off)
    expect(() => overlay.change("own-3", "", many)).toThrow("at most 50")
    const large = [{ ...off, reason: "x".repeat(70_000) }]
    expect(() => overlay.change("own-3", "", large)).toThrow("larger than")
    expect(overlay.changesOf("own-3").changes).toEqual([])
  })
})

describe("rules of the site's own", () => {
  test("lie below the folder, whatever their ids are", () => {
    for (const id of ["../../etc/passwd", "a/b", ".hidden", "x.cases", "nul\0", "é".repeat(90)]) {
      overlay.save(id, "", ruleOf(JSON.stringify(id)))
      expect(overlay.textOf(id)).toContain(JSON.stringify(id))
      overlay.remove(id, overlay.revisionOf(id))
      expect(overlay.textOf(id)).toBeUndefined()
    }
  })

  test("are not saved over what another has saved meanwhile", () => {
    const seen = overlay.revisionOf("own-1")
    overlay.save("own-1", seen, `${ruleOf("own-1")}# one\n`)
    expect(() => overlay.save("own-1", seen, ruleOf("own-1"))).toThrow("another has changed it")
  })
})

describe("what was to last for a time", () => {
  test("is taken back when the time is over, and that is written down; the rest stays", async () => {
    const until = "2026-03-11T00:00:00.000Z"
    overlay.change("own-4", "", [
      { ...off, until },
      { except: { "user.name": "x" }, ...by },
    ])
    const notes: Deed[] = []
    let reloads = 0
    const parts = {
      book: { overlay: () => overlay, reload: () => void reloads++ },
      audit: { note: async (deed: Deed) => void notes.push(deed) },
    }
    await endChanges({ ...parts, now: () => Date.parse(until) - 1 })
    expect(overlay.changesOf("own-4").changes.length).toBe(2)
    await endChanges({ ...parts, now: () => Date.parse(until) })
    expect(overlay.changesOf("own-4").changes).toEqual([{ except: { "user.name": "x" }, ...by }])
    expect([notes.length, reloads]).toEqual([1, 1])
    expect(notes[0]!.message).toContain("took back switched off of ann")
    expect(loadRules([folder]).refused).toEqual([])
  })
})

test("an update of a collection takes nothing away of what the site changed", () => {
  const pack = mkdtempSync(join(tmpdir(), "vedette-pack-"))
  const rule = (more: string) => ruleOf("theirs-1").replace("title: T", `title: T${more}`)
  const users = (text: string) => {
    writeFileSync(join(pack, "theirs.yml"), text)
    const rules = loadRules([pack, folder])
    return ["ann", "backup"].filter((user) => {
      const found: string[] = []
      rules.match(event(user), ({ id }) => void found.push(id))
      return found.includes("theirs-1")
    })
  }
  expect(users(rule(""))).toEqual(["ann", "backup"])
  overlay.change("theirs-1", "", [{ except: { "user.name": "backup" }, level: "low", ...by }])
  expect(users(rule(""))).toEqual(["ann"])
  expect(users(rule(" of the next release"))).toEqual(["ann"])
  rmSync(join(pack, "theirs.yml"))
  const reasons = loadRules([pack, folder]).warnings.map(({ reason }) => reason)
  expect(reasons).toContain('an overlay names the rule "theirs-1", which is not there')
  rmSync(pack, { recursive: true })
})

test("a folder that can't be written is told in words, and nothing is half done", () => {
  const file = join(folder, "a-file")
  writeFileSync(file, "")
  const none = openOverlay(join(file, "below"))
  expect(() => none.save("own-9", "", ruleOf("own-9"))).toThrow("can't be read: ENOTDIR")
  expect(() => none.change("own-9", "", [off])).toThrow("can't be read: ENOTDIR")
  const half = join(folder, "half")
  mkdirSync(half)
  symlinkSync(join(folder, "nowhere", "deep"), join(half, "rules"))
  const broken = openOverlay(half)
  expect(() => broken.save("own-9", "", ruleOf("own-9"))).toThrow("can't be written")
  rmSync(half, { recursive: true })
})
