import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { chanceOf } from "../chance.ts"
import {
  change,
  type FrameAt,
  namesIn,
  type Outcome,
  restart,
  type SampleLog,
  sampleLog,
  segmentsOf,
} from "../testing/damaged-log.ts"

setDefaultTimeout(60_000) // of a busy machine

let sample: SampleLog
beforeAll(async () => {
  sample = await sampleLog()
})
afterAll(() => sample?.[Symbol.dispose]())

const lost = (outcome: Outcome, but: readonly (string | undefined)[] = []) =>
  sample.due.filter((value) => !outcome.values.includes(value) && !but.includes(value))

/** Nothing that was not written is given, and what was appended after the start is. */
function expectSound(outcome: Outcome): void {
  const known = [...sample.values, "after"]
  expect(outcome.values.filter((value) => !known.includes(value))).toEqual([])
  expect(outcome.values).toContain("after")
}

/** Set aside, counted, said once, and in the words of health. */
function expectTold(outcome: Outcome): void {
  expect(outcome.quarantined.length).toBeGreaterThan(0)
  expect(outcome.metrics).toMatch(/vedette_log_damaged_places_total\{kind="damaged"\} 1/)
  expect(outcome.logged.filter((line) => line.startsWith("a damaged part"))).toHaveLength(1)
  expect(outcome.damage.join()).toMatch(/^1 part of the log in .* could not be read: look at/)
}

const places = { magic: 0, kind: 4, length: 9, segment: 12, index: 16, sum: 20, body: 24 + 9 }
const frameOf = (which: string): FrameAt => {
  const unread = sample.frames.filter(({ value }) => value && sample.due.includes(value))
  const path = unread.at(-1)!.path
  if (which === "snapshot") return sample.frames.find((frame) => frame.path === path)!
  return which === "first record" ? unread[0]! : unread.findLast((frame) => frame.path !== path)!
}
const frames = ["snapshot", "first record", "last record of a segment"]
const cases = frames.flatMap((frame) => Object.keys(places).map((place) => [frame, place] as const))

describe("a flipped bit", () => {
  test.each(cases)("in a frame (%s, %s) costs that frame alone", async (which, place) => {
    const frame = frameOf(which)
    const directory = sample.copy()
    change(join(directory, frame.path), (bytes) => {
      bytes[frame.start + places[place as keyof typeof places]]! ^= 4
      return bytes
    })
    const outcome = await restart(directory)
    expectSound(outcome)
    expect(lost(outcome, [frame.value])).toEqual([])
    if (which === "first record") expectTold(outcome)
    else expect(outcome.quarantined.length).toBeGreaterThan(0)
  })

  test("anywhere at all costs one frame at most", async () => {
    const chance = chanceOf(1)
    for (let trial = 0; trial < 60; trial++) {
      const frame = sample.frames[chance.between(0, sample.frames.length - 1)]!
      const directory = sample.copy()
      change(join(directory, frame.path), (bytes) => {
        bytes[chance.between(frame.start, frame.end - 1)]! ^= 1 << chance.between(0, 7)
        return bytes
      })
      const outcome = await restart(directory)
      expectSound(outcome)
      expect(lost(outcome, [frame.value])).toEqual([])
    }
  })
})

describe("a segment", () => {
  const middle = () => frameOf("first record")

  test("with zeros over a frame's border costs those two", async () => {
    const frame = middle()
    const directory = sample.copy()
    change(join(directory, frame.path), (bytes) => bytes.fill(0, frame.end - 20, frame.end + 20))
    const outcome = await restart(directory)
    expectSound(outcome)
    const next = sample.frames[sample.frames.indexOf(frame) + 1]
    expect(lost(outcome, [frame.value, next?.value])).toEqual([])
    expect(outcome.quarantined.length).toBeGreaterThan(0)
  })

  test.each([
    ["within a frame", 30],
    ["within a header", 5],
  ] as const)("cut off %s costs what is behind that", async (_, at) => {
    const frame = middle()
    const directory = sample.copy()
    change(join(directory, frame.path), (bytes) => bytes.subarray(0, frame.start + at))
    const outcome = await restart(directory)
    expectSound(outcome)
    const behind = sample.frames.slice(sample.frames.indexOf(frame))
    const gone = behind.filter(({ path }) => path === frame.path).map(({ value }) => value)
    expect(lost(outcome, gone)).toEqual([])
    expect(outcome.quarantined).toEqual([expect.stringMatching(/\.torn$/)])
    expect(outcome.metrics).toContain('vedette_log_damaged_places_total{kind="torn"} 1')
  })

  test.each([
    ["is empty", 0],
    ["is all zeros", 500],
  ] as const)("that %s costs itself", async (_, size) => {
    const { path } = middle()
    const directory = sample.copy()
    change(join(directory, path), () => Buffer.alloc(size))
    const outcome = await restart(directory)
    expectSound(outcome)
    const gone = sample.frames.filter((frame) => frame.path === path).map(({ value }) => value)
    expect(lost(outcome, gone)).toEqual([])
  })

  test("with a block that stands there twice costs nothing, and its count is counted once", async () => {
    const frame = frameOf("last record of a segment")
    const last = sample.frames.findLast(({ value }) => value)!
    const directory = sample.copy()
    for (const { path, start, end } of [frame, last])
      change(join(directory, path), (bytes) => Buffer.concat([bytes, bytes.subarray(start, end)]))
    const outcome = await restart(directory)
    expectSound(outcome)
    expect(lost(outcome)).toEqual([])
    expect(outcome.counted).toBe(sample.values.length)
  })

  test("that changed its place with another's costs nothing", async () => {
    const directory = sample.copy()
    const [first, second] = segmentsOf(directory).slice(-2)
    renameSync(join(directory, first!), join(directory, "x"))
    renameSync(join(directory, second!), join(directory, first!))
    renameSync(join(directory, "x"), join(directory, second!))
    const outcome = await restart(directory)
    expectSound(outcome)
    expect(lost(outcome)).toEqual([])
    expect(outcome.logged).toContain(
      "a segment of the log bore another's name: what it holds is delivered again",
    )
  })
})

test.each([
  [0, 1],
  [0, -1],
  [-2, -1],
])("no two segments (%d and %d) that change places cost anything", async (one, other) => {
  const directory = sample.copy()
  const names = segmentsOf(directory)
  const [first, second] = [join(directory, names.at(one)!), join(directory, names.at(other)!)]
  renameSync(first, `${first}.x`)
  renameSync(second, first)
  renameSync(`${first}.x`, second)
  const outcome = await restart(directory)
  expectSound(outcome)
  expect(lost(outcome)).toEqual([])
})

describe("where a group stands", () => {
  const states = (directory: string) =>
    namesIn(join(directory, "groups")).map((name) => join(directory, "groups", name))
  const damages: Record<string, (bytes: Buffer) => Buffer> = {
    "a flipped bit": (bytes) => {
      bytes[bytes.indexOf("segment") + 10]! ^= 8
      return bytes
    },
    "a flipped bit of the sum": (bytes) => {
      bytes[3]! ^= 1
      return bytes
    },
    "no bytes": () => Buffer.alloc(0),
    "half its bytes": (bytes) => bytes.subarray(0, bytes.length >> 1),
    zeros: (bytes) => Buffer.alloc(bytes.length),
    "a text that is none of ours": () => Buffer.from("[]\n"),
  }

  test.each(Object.entries(damages))(
    "with %s in one file: the one before it counts",
    async (_, how) => {
      const directory = sample.copy()
      change(states(directory).at(-1)!, how)
      const outcome = await restart(directory)
      expectSound(outcome)
      expect(lost(outcome)).toEqual([])
      expect(outcome.quarantined).toEqual(["group-g.state"])
      expect(outcome.damage).toHaveLength(1)
    },
  )

  test.each(Object.entries(damages))("with %s in both: all is read again", async (_, how) => {
    const directory = sample.copy()
    for (const path of states(directory)) change(path, how)
    const outcome = await restart(directory)
    expectSound(outcome)
    expect(lost(outcome)).toEqual([])
    expect(outcome.metrics).toContain('vedette_log_damaged_places_total{kind="state"} 2')
  })

  test("of another log is not believed", async () => {
    const directory = sample.copy()
    const [other] = states(directory)
    const text = JSON.stringify({
      version: 1,
      name: "g",
      serial: 99,
      state: { segment: 999, offset: 5, given: { segment: 999, offset: 5 }, closed: true },
    })
    const sum = Bun.hash.crc32(text).toString(16).padStart(8, "0")
    writeFileSync(other!, `${sum} ${text}\n`)
    const outcome = await restart(directory)
    expectSound(outcome)
    expect(lost(outcome)).toEqual([])
  })
})

test("files and folders of others in the log's folder are left alone", async () => {
  const directory = sample.copy()
  const foreign = ["notes.txt", "00000000000000000002.seg.bak", "groups/readme.md", "x.seg"]
  for (const name of foreign) writeFileSync(join(directory, name), "mine")
  mkdirSync(join(directory, "00000000000000000900.seg"))
  mkdirSync(join(directory, "lost+found"))
  writeFileSync(join(directory, "writer.lock"), "")
  const outcome = await restart(directory)
  expectSound(outcome)
  expect(lost(outcome)).toEqual([])
  for (const name of foreign) expect(await Bun.file(join(directory, name)).text()).toBe("mine")
})

test("an undamaged log has nothing to tell", async () => {
  const outcome = await restart(sample.copy())
  expect(outcome.values).toEqual([...sample.due, "after"])
  expect(outcome.counted).toBe(sample.values.length)
  expect([outcome.damage, outcome.logged, outcome.quarantined]).toEqual([[], [], []])
})
