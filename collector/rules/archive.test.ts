import { afterAll, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync, zipSync } from "fflate"
import { archiveLimits, unpack } from "./archive.ts"

const root = mkdtempSync(join(tmpdir(), "vedette-archive-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

let count = 0
function file(bytes: Uint8Array): string {
  const path = join(root, `${count++}`)
  writeFileSync(path, bytes)
  return path
}

type Entry = readonly [name: string, content: string, kind?: string, size?: number]

/** As POSIX writes them; `size` lies about the content. */
function tar(...entries: readonly Entry[]): Uint8Array {
  const blocks = entries.map(([name, content, kind = "0", size]) => {
    const body = Buffer.from(content)
    const entry = Buffer.alloc(512 * (1 + Math.ceil(body.length / 512)))
    entry.write(name, 0, "utf8")
    entry.write(`${(size ?? body.length).toString(8).padStart(11, "0")}\0`, 124)
    entry.write("        ", 148)
    entry.write(kind, 156)
    entry.write("/etc/passwd", 157)
    entry.write("ustar\x0000", 257)
    const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0)
    entry.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148)
    body.copy(entry, 512)
    return entry
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

const zip = (names: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(names).map(([k, v]) => [k, Buffer.from(v)])))

const found = (bytes: Uint8Array) => {
  const { files, passedOver } = unpack(file(bytes))
  return { files: [...files.keys()], passed: passedOver.map(({ reason }) => reason) }
}

const bad: readonly (readonly [string, string, string])[] = [
  ["a path up", "../a.yml", "leads out"],
  ["a path up from below", "x/../../a.yml", "leads out"],
  ["a path up behind a dot", "./../a.yml", "leads out"],
  ["an absolute path", "/etc/a.yml", "leads out"],
  ["a drive of Windows", "C:/a.yml", "leads out"],
  ["a path up of Windows", "..\\a.yml", "leads out"],
  ["a server of Windows", "\\\\server\\a.yml", "leads out"],
  ["an empty part", "x//a.yml", "empty part"],
  ["a part that is a dot", "x/./a.yml", "empty part"],
  ["an escape for the terminal", "\u001b[2Ja.yml", "can't be shown"],
  ["a letter that turns the text", "\u202elmy.yml", "can't be shown"],
  ["a name of 250 bytes", `${"a".repeat(246)}.yml`, "too long"],
  ["a depth of 40", `${"a/".repeat(40)}a.yml`, "too long"],
]

describe("names", () => {
  test.each(bad)("%s is passed over in a zip", (_, name, reason) => {
    const { files, passed } = found(zip({ [name]: "x", "good.yml": "x" }))
    expect(files).toEqual(["good.yml"])
    expect(passed[0]).toContain(reason)
  })
  test.each(bad.filter(([, name]) => Buffer.byteLength(name) < 100))(
    "%s is passed over in a tar",
    (_, name) => {
      const { files, passed } = found(gzipSync(tar([name, "x"], ["good.yml", "x"])))
      expect([files, passed.length]).toEqual([["good.yml"], 1])
    },
  )
  test("a long name of GNU and one of pax lead out no more than others", () => {
    const gnu = tar(["L", "../../evil.yml\0", "L"], ["short.yml", "x"])
    expect(found(gnu).passed).toEqual(["its path leads out of the folder"])
    const record = "path=../../evil.yml\n"
    const pax = tar(["x", `${record.length + 3} ${record}`, "x"], ["short.yml", "x"])
    expect(found(pax)).toEqual({ files: [], passed: ["its path leads out of the folder"] })
  })
  test("what is passed over is shown without control characters", () => {
    const { passedOver } = unpack(file(zip({ "\u001b]0;owned\u0007.yml": "x" })))
    expect(passedOver[0]?.path).toBe("?]0;owned?.yml")
  })
})

describe("names that clash", () => {
  test("of two of one name the second is passed over, and of two that differ by case", () => {
    const twice = tar(["a.yml", "first"], ["./a.yml", "second"], ["A.yml", "third"])
    const { files, passedOver } = unpack(file(twice))
    expect([...files]).toEqual([["a.yml", "first"]])
    expect(passedOver.map(({ reason }) => reason)).toEqual([
      "it is there twice",
      "it differs from a.yml in nothing but case",
    ])
    expect(found(zip({ "r/a.yml": "x", "R/A.yml": "x" })).files).toEqual(["r/a.yml"])
  })
  test("letters composed in two ways are one name", () => {
    expect(found(zip({ "\u00e4.yml": "x", "a\u0308.yml": "y" })).files).toHaveLength(1)
  })
  test("no file stands where a folder is, whichever comes first", () => {
    const clash = ["a file and a folder have one name"]
    expect(found(tar(["a.yml", "x"], ["a.yml/b.yml", "x"])).passed).toEqual(clash)
    expect(found(tar(["a.yml/b.yml", "x"], ["a.yml", "x"])).passed).toEqual(clash)
  })
  test("a name that objects know is a name", () => {
    const { files } = found(zip({ "__proto__/a.yml": "x", "constructor.yml": "x" }))
    expect(files).toEqual(["__proto__/a.yml", "constructor.yml"])
    expect(({} as Record<string, unknown>)["a.yml"]).toBeUndefined()
  })
})

test.each([
  ["a hard link", "1"],
  ["a symbolic link", "2"],
  ["a character device", "3"],
  ["a block device", "4"],
  ["a pipe", "6"],
  ["a sparse file", "S"],
  ["an unknown kind", "Z"],
])("%s in a tar is passed over", (_, kind) => {
  const { files, passed } = found(tar(["a.yml", "", kind], ["good.yml", "x"]))
  expect(files).toEqual(["good.yml"])
  expect(passed).toEqual(["it is a link or a device"])
})

describe("sizes", () => {
  const limits = { ...archiveLimits, unpackedBytesMax: 100_000, fileBytesMax: 50_000, filesMax: 5 }

  test("an archive too large as it lies there is not read", () => {
    const path = file(new Uint8Array(2000))
    expect(() => unpack(path, { ...limits, archiveBytesMax: 1000 })).toThrow("larger than 1000")
  })
  test("a zip that says less than it unpacks to yields no more than it said, or nothing", () => {
    const bytes = Buffer.from(zipSync({ "a.yml": Buffer.alloc(10_000_000, 0x61) }))
    const size = Buffer.from([0x80, 0x96, 0x98, 0x00]) // 10,000,000
    for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size, at + 1))
      bytes.writeUInt32LE(10, at)
    const path = file(bytes)
    let kept = 0
    try {
      kept = unpack(path, limits).files.get("a.yml")?.length ?? 0
    } catch {
      // that it is damaged is as good
    }
    expect(kept).toBeLessThanOrEqual(10)
  })
  test("many small files are bounded in number and in sum", () => {
    const many = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`${at}.yml`, "x"]))
    expect(() => unpack(file(zip(many)), limits)).toThrow("more than 5 files")
    const sum = { "1.yml": "x".repeat(45_000), "2.yml": "x".repeat(45_000) }
    const more = { ...sum, "3.yml": "x".repeat(45_000) }
    expect(unpack(file(zip(sum)), limits).files.size).toBe(2)
    expect(() => unpack(file(zip(more)), limits)).toThrow("more than 100000 bytes")
  })
  test.each([
    ["beyond its end", 1_000_000],
    ["of eight gigabytes", 0o77777777777],
  ])("a tar entry that says a size %s is an archive that ends too early", (_, size) => {
    expect(() => unpack(file(tar(["a.yml", "x", "0", size])), limits)).toThrow("ends too early")
  })
  test("noise of any kind is told in words and never more than an error", () => {
    const seeds = [
      zip({ "a.yml": "x".repeat(100) }),
      tar(["a.yml", "x"]),
      gzipSync(tar(["a.yml", "x"])),
    ]
    let refused = 0
    for (const seed of seeds)
      for (let at = 0; at < seed.length; at += 7) {
        const bytes = Uint8Array.from(seed)
        bytes[at] = bytes[at]! ^ 0xff
        try {
          unpack(file(bytes), limits)
        } catch (cause) {
          expect((cause as Error).message.length).toBeGreaterThan(5)
          refused++
        }
      }
    expect(refused).toBeGreaterThan(20)
  })
})

test("a folder's own files clash no less than an archive's", () => {
  const folder = join(root, "folder")
  mkdirSync(folder)
  for (const name of ["a.yml", "A.yml"]) writeFileSync(join(folder, name), "x")
  expect(unpack(folder).files.size).toBe(1)
})
