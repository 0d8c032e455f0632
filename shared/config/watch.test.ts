import { afterEach, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { standing, watchPaths } from "./watch.ts"

setDefaultTimeout(60_000)

const quick = { filesPollMs: 40, foldersPollMs: 40, quietMs: 20 }
const ended: (() => void)[] = []
afterEach(() => {
  for (const end of ended.splice(0)) end()
})

function open(polls = quick) {
  const root = mkdtempSync(join(tmpdir(), "vedette-watch-"))
  const folder = join(root, "rules")
  const file = join(root, "config.yaml")
  mkdirSync(folder)
  writeFileSync(file, "1")
  writeFileSync(join(folder, "a.yml"), "a")
  const abort = new AbortController()
  let calls = 0
  let wake = () => {}
  const watched = { files: [file], folders: [folder] }
  const before = standing(watched)
  const start = () =>
    watchPaths(
      () => watched,
      before,
      () => {
        calls++
        wake()
      },
      abort.signal,
      polls,
    )
  ended.push(() => {
    abort.abort()
    rmSync(root, { recursive: true, force: true })
  })
  return {
    root,
    folder,
    file,
    start,
    calls: () => calls,
    called: () =>
      new Promise<void>((done) => {
        wake = done
      }),
  }
}

const changes: [string, (world: ReturnType<typeof open>) => void][] = [
  ["is written", ({ file }) => writeFileSync(file, "22")],
  ["is replaced by an editor", (world) => replace(world.file, "22")],
  ["is replaced by one of the same size", (world) => replace(world.file, "2")],
  ["is removed", ({ file }) => rmSync(file)],
  ["comes to a folder", ({ folder }) => writeFileSync(join(folder, "b.yml"), "b")],
  ["goes from a folder", ({ folder }) => rmSync(join(folder, "a.yml"))],
  ["changes in a folder", ({ folder }) => writeFileSync(join(folder, "a.yml"), "aa")],
]

function replace(file: string, text: string): void {
  writeFileSync(`${file}~`, text)
  renameSync(`${file}~`, file)
}

for (const polls of [quick, { ...quick, filesPollMs: 100_000, foldersPollMs: 100_000 }])
  test.each(changes)(
    `a file that %s is seen, polled every ${polls.filesPollMs} ms`,
    async (...row) => {
      const world = open(polls)
      world.start()
      await Bun.sleep(30) // the watch of the system is there
      const called = world.called()
      row[1](world)
      await called
    },
  )

test("what changed between the reading and the start of the watch is seen", async () => {
  const world = open()
  writeFileSync(world.file, "22")
  const called = world.called()
  world.start()
  await called
})

test("a folder that is changed deep below, and one that came later, are seen", async () => {
  const world = open()
  world.start()
  const deep = join(world.folder, "x", "y")
  let called = world.called()
  mkdirSync(deep, { recursive: true })
  writeFileSync(join(deep, "a.yml"), "a")
  await called
  called = world.called()
  writeFileSync(join(deep, "a.yml"), "aa")
  await called
})

test("a link that is switched, as Kubernetes does it, is seen", async () => {
  const world = open()
  const put = (version: string) => {
    mkdirSync(join(world.root, version))
    writeFileSync(join(world.root, version, "config.yaml"), version)
    symlinkSync(version, join(world.root, "..tmp"))
    renameSync(join(world.root, "..tmp"), join(world.root, "..data"))
  }
  put("..one")
  rmSync(world.file)
  symlinkSync(join("..data", "config.yaml"), world.file)
  let called = world.called()
  world.start()
  await called
  called = world.called()
  put("..two")
  await called
})

test("a file that is written again and again is told of when it is quiet", async () => {
  const world = open({ filesPollMs: 5, foldersPollMs: 100_000, quietMs: 60 })
  world.start()
  const called = world.called()
  for (let i = 0; i < 20; i++) {
    writeFileSync(world.file, `text ${"x".repeat(i)}`)
    await Bun.sleep(5)
  }
  const during = world.calls()
  await called
  expect([during, world.calls()]).toEqual([0, 1])
})

test("what was read again is not told of once more", async () => {
  const world = open()
  const watch = world.start()
  await Bun.sleep(20)
  writeFileSync(world.file, "22")
  watch.read(standing({ files: [world.file], folders: [world.folder] }))
  await Bun.sleep(200)
  expect(world.calls()).toBe(0)
})

test("a change is seen also where a look takes longer than the quiet it waits for", async () => {
  const world = open({ filesPollMs: 100_000, foldersPollMs: 100_000, quietMs: 1 })
  for (let i = 0; i < 3000; i++) writeFileSync(join(world.folder, `${i}.yml`), "a")
  world.start()
  for (let i = 0; i < 20; i++) {
    writeFileSync(join(world.folder, "a.yml"), `${i}`)
    await Bun.sleep(3)
  }
  const before = world.calls()
  const called = world.called()
  writeFileSync(world.file, "the last")
  await called
  expect(world.calls()).toBeGreaterThan(before)
})
