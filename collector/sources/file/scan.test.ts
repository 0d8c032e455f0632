import { expect, test } from "bun:test"
import { unlink, writeFile } from "node:fs/promises"
import { openLog } from "#shared/telemetry/log.ts"
import { at, inFolder } from "./file-suite.ts"
import { openProblems } from "./problems.ts"
import { openScan } from "./scan.ts"

inFolder()

test.each(["a.log", "*.log"])(
  "that no file is there for %s is told once, and anew when it is gone again",
  async (name) => {
    const told: string[] = []
    const log = { ...openLog("test"), warn: (message: string) => void told.push(message) }
    const scan = openScan({ paths: [at(name)], exclude: [] }, openProblems("files", log))
    for (let i = 0; i < 5; i++) expect(await scan()).toEqual([])
    expect(told.length).toBe(1)
    await writeFile(at("a.log"), "x\n")
    for (let i = 0; i < 2; i++) expect((await scan()).length).toBe(1)
    await unlink(at("a.log"))
    for (let i = 0; i < 2; i++) expect(await scan()).toEqual([])
    expect(told.length).toBe(2)
  },
)
