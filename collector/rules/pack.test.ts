import { expect, test } from "bun:test"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { gzipSync, zipSync } from "fflate"
import { archiveLimits, unpack } from "./archive.ts"
import { diffRules } from "./diff.ts"
import { importRules, importText } from "./pack.ts"

const rule = (id: string, level = "low", uri = "/x") => `title: Title of ${id}
id: ${id}
level: ${level}
logsource: { category: webserver }
detection:
  selection: { cs-uri-query|contains: ['${uri}', /z] }
  condition: selection
`
const temporary = () => mkdtempSync(join(tmpdir(), "vedette-pack-"))

function folder(files: Readonly<Record<string, string>>): string {
  const directory = temporary()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }
  return directory
}

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** A tar entry as POSIX writes it. */
function tarEntry(name: string, content: string, kind = "0", link = ""): Uint8Array {
  const body = bytesOf(content)
  const entry = new Uint8Array(512 * (1 + Math.ceil(body.length / 512)))
  const put = (at: number, text: string) => entry.set(bytesOf(text), at)
  put(0, name)
  put(100, "0000644\0")
  put(124, `${body.length.toString(8).padStart(11, "0")}\0`)
  put(148, "        ")
  put(156, kind)
  put(157, link)
  put(257, "ustar\x0000")
  const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `)
  entry.set(body, 512)
  return entry
}

const tar = (...entries: Uint8Array[]) => Buffer.concat([...entries, new Uint8Array(1024)])

function archive(name: string, bytes: Uint8Array): string {
  const path = join(temporary(), name)
  writeFileSync(path, bytes)
  return path
}

const imported = (source: string, out = join(temporary(), "pack")) =>
  importRules(source, { out, nowMs: 0 })

test("a folder, a zip and a tar.gz make the same pack", () => {
  const files = {
    "rules/a.yml": rule("a"),
    "rules/deep/b.yaml": rule("b"),
    "README.md": "x",
    LICENSE: "Detection Rule License",
  }
  const zip = archive(
    "r.zip",
    zipSync(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, bytesOf(v)]))),
  )
  const entries = Object.entries(files).map(([name, text]) => tarEntry(name, text))
  const gz = archive("r.tar.gz", gzipSync(tar(...entries)))
  for (const source of [folder(files), zip, gz]) {
    const result = imported(source)
    expect(result).toMatchObject({ files: 2, rules: 2, refused: [], passedOver: [] })
    expect(readFileSync(join(result.out, "rules/deep/b.yaml"), "utf8")).toBe(rule("b"))
    expect(existsSync(join(result.out, "README.md"))).toBe(false)
    expect(readFileSync(join(result.out, "LICENSE"), "utf8")).toBe("Detection Rule License")
  }
})

test("links and paths that lead out are passed over; nothing is written outside", () => {
  const out = join(temporary(), "pack")
  const gz = archive(
    "evil.tar.gz",
    gzipSync(
      tar(
        tarEntry("../evil.yml", rule("e1")),
        tarEntry("/tmp/evil.yml", rule("e2")),
        tarEntry("link.yml", "", "2", "/etc/passwd"),
        tarEntry("good.yml", rule("good")),
      ),
    ),
  )
  const result = imported(gz, out)
  expect(result.passedOver.map(({ path }) => path)).toEqual([
    "../evil.yml",
    "/tmp/evil.yml",
    "link.yml",
  ])
  expect(readdirSync(dirname(out))).toEqual(["pack"])
  expect(readdirSync(out).sort()).toEqual(["good.yml", "pack.json"])
  const zip = archive(
    "evil.zip",
    zipSync({ "../../evil.yml": bytesOf(rule("e")), "a.yml": bytesOf(rule("a")) }),
  )
  expect(imported(zip)).toMatchObject({ files: 1, passedOver: [{ path: "../../evil.yml" }] })
})

test("an archive of Windows has its folders too, and leads out no more than others", () => {
  const names = { "rules\\a.yml": bytesOf(rule("a")), "..\\b.yml": bytesOf(rule("b")) }
  const result = imported(archive("w.zip", zipSync(names)))
  expect(result.passedOver).toMatchObject([{ path: "../b.yml" }])
  expect(existsSync(join(result.out, "rules/a.yml"))).toBe(true)
})

test("links in a folder are not followed", () => {
  const source = folder({ "a.yml": rule("a") })
  symlinkSync("/etc", join(source, "etc"))
  symlinkSync("/etc/hostname", join(source, "b.yml"))
  expect(imported(source)).toMatchObject({
    rules: 1,
    passedOver: [{ path: "b.yml", reason: "it is a link" }],
  })
})

test("bytes and files are bounded, also those that a bomb unpacks to", () => {
  const limits = { ...archiveLimits, unpackedBytesMax: 100_000, fileBytesMax: 50_000, filesMax: 3 }
  const bomb = archive("b.tar.gz", gzipSync(tar(tarEntry("a.yml", "x".repeat(200_000)))))
  expect(() => unpack(bomb, limits)).toThrow("more than 100000 bytes")
  const large = archive("l.zip", zipSync({ "a.yml": bytesOf("x".repeat(60_000)) }))
  expect(unpack(large, limits).passedOver).toMatchObject([{ path: "a.yml" }])
  const many = folder({ "1.md": "", "2.md": "", "3.md": "", "4.md": "" })
  expect(() => unpack(many, limits)).toThrow("more than 3 files")
  expect(() => unpack(archive("x.bin", new Uint8Array(2000).fill(7)))).toThrow(
    "neither zip nor tar",
  )
})

test("refused rules stay outside and are told; those that wait for placeholders come in", () => {
  const source = folder({
    "a.yml": rule("a"),
    "bad.yml": rule("bad").replace("condition: selection", "condition: nothing"),
    "wait.yml": rule("wait").replace("|contains: ['/x', /z]", "|expand: '%hosts%'"),
    "deprecated/old.yml": rule("old"),
  })
  const result = imported(source)
  expect(readdirSync(result.out).sort()).toEqual(["a.yml", "pack.json", "wait.yml"])
  expect(importText(result)).toContain("refused  bad.yml:7 (bad)")
  expect(importText(result)).toContain("waiting  wait.yml:6 (wait)")
})

test("an update keeps what people added or changed, and says what is new", () => {
  const out = join(temporary(), "pack")
  imported(folder({ "a.yml": rule("a"), "b.yml": rule("b"), "c.yml": rule("c") }), out)
  writeFileSync(join(out, "mine.yaml"), "overlays: [{ rule: a, level: high }]\n")
  writeFileSync(join(out, "b.yml"), rule("b", "critical"))
  const next = folder({ "a.yml": rule("a", "high"), "b.yml": rule("b"), "d.yml": rule("d") })
  const result = imported(next, out)
  expect(readdirSync(out).sort()).toEqual([
    "a.yml",
    "b.yml",
    "b.yml.local",
    "d.yml",
    "mine.yaml",
    "pack.json",
  ])
  expect(result.kept.toSorted()).toEqual(["b.yml.local", "mine.yaml"])
  expect(importText(result)).toContain("1 added, 1 removed, 2 changed")
  expect(readdirSync(dirname(out))).toEqual(["pack"])
})

test("a folder that is no pack is not overwritten, and nothing comes of nothing", () => {
  const other = folder({ "precious.txt": "x" })
  expect(() => imported(folder({ "a.yml": rule("a") }), other)).toThrow("no pack")
  expect(readdirSync(other)).toEqual(["precious.txt"])
  expect(() => imported(folder({ "a.txt": "x" }))).toThrow("no rule that loads")
})

test("a difference names what was added, removed and changed", () => {
  const before = folder({ "a.yml": rule("a"), "b.yml": rule("b"), "same.yml": rule("same") })
  const after = folder({
    "a.yml": rule("a", "high", "/y"),
    "c.yml": rule("c"),
    "same.yml": rule("same"),
  })
  expect(diffRules([before], [after])).toMatchObject([
    { kind: "added", id: "c" },
    { kind: "removed", id: "b" },
    {
      kind: "changed",
      id: "a",
      changes: [
        'level: "low" → "high"',
        'detection.selection.cs-uri-query|contains: +1 "/y", -1 "/x"',
      ],
    },
  ])
})
