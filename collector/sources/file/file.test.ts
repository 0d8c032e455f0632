import { describe, expect, test } from "bun:test"
import {
  appendFile, chmod, link, mkdir, rename, symlink, truncate, unlink, writeFile,
} from "node:fs/promises" // biome-ignore format: a list of calls
import { join } from "node:path"
import { openLog } from "#shared/telemetry/log.ts"
import { describeSource, take, testWorld, textsOf } from "../source-suite.ts"
import { openFile } from "./file.ts"
import { at, idsOf, inFolder, open, optionsOf } from "./file-suite.ts"

inFolder()

describeSource("file", async (world) => {
  const path = join(world.home, "in.log")
  return {
    source: await openFile(optionsOf({ paths: [path] }), world),
    send: (texts) => appendFile(path, texts.map((text) => `${text}\n`).join("")),
    afterFailure: "comes again",
  }
})

describe("lines", () => {
  test("carry the file's path and a position made of an id and the byte where they begin", async () => {
    await writeFile(at("a.log"), "één\r\n\n  \nzwei\n")
    const [batch] = await take(await open(), 2)
    expect(textsOf([batch!])).toEqual(["één", "zwei"])
    expect(batch!.origin.path).toBe(at("a.log"))
    expect(batch!.origin.mayRepeat).toBeUndefined()
    const [id, offset] = String(batch!.items[0]!.position).split(":")
    expect(id).toMatch(/^[\w-]{16}$/)
    expect(offset).toBe("0")
    expect(batch!.items[1]!.position).toBe(`${id}:11`)
  })

  test("that are too long are cut, that are not UTF-8 keep their bytes", async () => {
    const long = "x".repeat(600_000)
    await writeFile(at("a.log"), Buffer.from(`${long}\n\xff\nend\n`, "latin1"))
    const items = (await take(await open({ recordBytesMax: 100 }), 3)).flatMap((b) => b.items)
    expect(items.map(({ text }) => text.length)).toEqual([100, 1, 3])
    expect(items[0]!.originalBytes).toBe(600_000)
    expect(items[1]!.bytes).toEqual(Uint8Array.of(0xff))
    expect(items[2]!.text).toBe("end")
  })

  test("that aren't whole wait for their end", async () => {
    await writeFile(at("a.log"), "one\ntw")
    const source = await open()
    expect(textsOf(await take(source, 1))).toEqual(["one"])
    await appendFile(at("a.log"), "o\n")
    expect(textsOf(await take(source, 1))).toEqual(["two"])
  })

  test("begin after a byte order mark", async () => {
    await writeFile(at("a.log"), "\ufeff{}\n")
    expect(textsOf(await take(await open(), 1))).toEqual(["{}"])
  })
})

describe("files", () => {
  test("are found by their patterns, also those that come later", async () => {
    await mkdir(at("web"))
    await mkdir(at(".hidden"))
    await writeFile(at("a.log"), "a\n")
    await writeFile(at("a.log.gz"), "gz\n")
    await writeFile(at("b.log"), "b\n")
    await writeFile(at("web/error.log"), "error\n")
    await writeFile(at(".hidden/c.log"), "hidden\n")
    const source = await open({ paths: [at("**/*.{log,gz}")], exclude: [at("b.*")] })
    expect(textsOf(await take(source, 2)).sort()).toEqual(["a", "error"])
    await writeFile(at("web/later.log"), "later\n")
    expect(textsOf(await take(source, 1))).toEqual(["later"])
  })

  test("that are there at the first start are read from their end where that is asked for", async () => {
    await writeFile(at("a.log"), "old\nha")
    const source = await open({ startAt: "end" })
    const reading = take(source, 2)
    await Bun.sleep(20)
    await appendFile(at("a.log"), "lf\n")
    await writeFile(at("b.log"), "new\n")
    expect(textsOf(await reading).sort()).toEqual(["half", "new"])
  })

  test("with two names are read once", async () => {
    await writeFile(at("a.log"), "a\n")
    await link(at("a.log"), at("b.log"))
    await symlink(at("a.log"), at("c.log"))
    const source = await open()
    const reading = take(source, 2)
    await Bun.sleep(30)
    await appendFile(at("a.log"), "b\n")
    expect(textsOf(await reading)).toEqual(["a", "b"])
  })

  test("with the same content are told apart by their inode, and by content when it differs", async () => {
    await writeFile(at("a.log"), "same\n")
    await writeFile(at("b.log"), "same\n")
    const source = await open()
    const same = await take(source, 2)
    expect(new Set(idsOf(same)).size).toBe(2)
    await appendFile(at("b.log"), "other\n")
    const [other] = await take(source, 1)
    expect(other!.origin.path).toBe(at("b.log"))
  })

  test("that can't be read are told of once, and the others are read", async () => {
    const told: string[] = []
    const log = openLog("test", "warn", (line) => void told.push(JSON.parse(line)["file.path"]))
    await mkdir(at("folder.log"))
    await symlink(at("loop.log"), at("loop.log"))
    await symlink(at("nowhere"), at("broken.log"))
    Bun.spawnSync(["mkfifo", at("fifo.log")])
    await writeFile(at("good.log"), "good\n")
    const source = await open({}, { ...testWorld(at("home")), log })
    expect(textsOf(await take(source, 1))).toEqual(["good"])
    await appendFile(at("good.log"), "more\n")
    expect(textsOf(await take(source, 1))).toEqual(["more"])
    expect(told.sort()).toEqual([at("fifo.log"), at("folder.log"), at("loop.log")])
  })

  test("beyond the limit wait until others are gone", async () => {
    await writeFile(at("a.log"), "a\n")
    await writeFile(at("b.log"), "b\n")
    const source = await open({ filesMax: 1 })
    expect(textsOf(await take(source, 1))).toEqual(["a"])
    await unlink(at("a.log"))
    expect(textsOf(await take(source, 1))).toEqual(["b"])
  })
})

describe("rotation", () => {
  test("a hundred times by renaming, while a writer writes: each line is read once", async () => {
    const [rotations, each] = [100, 40]
    const source = await open({ paths: [at("app.log*")] })
    const writing = (async () => {
      for (let n = 0; n < rotations; n++) {
        for (let i = 0; i < each; i++) {
          await appendFile(at("app.log"), `line ${n * each + i}\n`)
          if (i % 10 === 0) await Bun.sleep(0)
        }
        await rename(at("app.log"), at(`app.log.${n}`))
      }
      await appendFile(at("app.log"), "last\n")
    })()
    const texts = textsOf(await take(source, rotations * each + 1))
    await writing
    expect(texts.length).toBe(rotations * each + 1)
    expect(new Set(texts).size).toBe(texts.length)
  })

  test("what is written to a renamed file, also without a line end, is still read", async () => {
    await writeFile(at("a.log"), "one\n")
    const source = await open()
    await take(source, 1)
    await rename(at("a.log"), at("a.log.1"))
    await appendFile(at("a.log.1"), "two\nthr")
    await writeFile(at("a.log"), "new\n")
    const batches = await take(source, 3)
    expect(textsOf(batches).sort()).toEqual(["new", "thr", "two"])
  })

  test("a file that is deleted is read to its end", async () => {
    await writeFile(at("a.log"), "one\n")
    const source = await open()
    await take(source, 1)
    await appendFile(at("a.log"), "two\n")
    await unlink(at("a.log"))
    expect(textsOf(await take(source, 1))).toEqual(["two"])
  })
})

describe("truncation", () => {
  test("begins anew, with positions that are not those of before", async () => {
    await writeFile(at("a.log"), "head\nsame\n")
    const source = await open()
    const before = idsOf(await take(source, 2))
    await truncate(at("a.log"))
    const reading = take(source, 2)
    await Bun.sleep(30) // it must be seen while it is empty: the same bytes are the same content
    await appendFile(at("a.log"), "head\nsame\n")
    const after = idsOf(await reading)
    expect(new Set([...before, ...after]).size).toBe(4)
  })

  test("is seen though the file is as long again and begins alike", async () => {
    const head = "#".repeat(2000)
    await writeFile(at("a.log"), `${head}\nold\n`)
    const source = await open()
    await take(source, 2)
    await writeFile(at("a.log"), `${head}\nnew\nnewer\n`)
    expect(textsOf(await take(source, 3)).slice(1)).toEqual(["new", "newer"])
  })

  test("under a writer who goes on where it was: the hole is passed over", async () => {
    await writeFile(at("a.log"), "one\n")
    const source = await open()
    await take(source, 1)
    await writeFile(at("a.log"), Buffer.concat([Buffer.alloc(300_000), Buffer.from("two\n")]))
    expect(textsOf(await take(source, 1))).toEqual(["two"])
  })
})

// root may read everything
test.skipIf(process.getuid?.() === 0)(
  "a file without permission is read once it is given",
  async () => {
    await writeFile(at("a.log"), "a\n")
    await chmod(at("a.log"), 0)
    const reading = take(await open(), 1)
    await Bun.sleep(20)
    await chmod(at("a.log"), 0o600)
    expect(textsOf(await reading)).toEqual(["a"])
  },
)

test("refuses braces that span folders", () => {
  expect(open({ paths: ["/var/{a/b,c}"] })).rejects.toThrow("braces")
})
