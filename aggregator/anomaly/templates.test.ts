import { expect, test } from "bun:test"
import { chanceOf } from "#shared/chance.ts"
import { Templates } from "./templates.ts"

const { pick, between } = chanceOf(1)
const user = () => pick(["root", "admin", "alice", "bob", "carol", "www-data"])
const address = () => `${between(1, 223)}.${between(0, 255)}.${between(0, 255)}.${between(1, 254)}`

/** Forms of lines; each must come out as one template of its own. */
const forms: readonly (() => string)[] = [
  () => `Failed password for ${user()} from ${address()} port ${between(1024, 65535)} ssh2`,
  () => `Accepted publickey for ${user()} from ${address()} port ${between(1024, 65535)} ssh2`,
  () => `pam_unix(sshd:session): session opened for user ${user()} by (uid=${between(0, 2000)})`,
  () => `Connection closed by ${address()} port ${between(1024, 65535)} [preauth]`,
  () => `pam_unix(cron:session): session closed for user ${user()}`,
  () => `usb ${between(1, 4)}-${between(1, 9)}: new high-speed USB device number ${between(1, 99)}`,
  () => `Out of memory: Killed process ${between(1, 99999)} (java) total-vm:${between(1, 9)}kB`,
  () => `eth0: link up, ${pick(["100", "1000", "10000"])} Mbps`,
  () =>
    `block blk_${between(1, 1e9)} written to /data/${between(1, 99)}/x in ${between(1, 900)} ms`,
]

test("lines are grouped by the form that made them", () => {
  const templates = new Templates()
  const groups = forms.map(() => new Set<string>())
  for (let i = 0; i < 4000; i++) {
    const form = between(0, forms.length - 1)
    const { id } = templates.add(forms[form]!())
    if (i >= 2000) groups[form]!.add(id)
  }
  expect(groups.map((ids) => ids.size)).toEqual(forms.map(() => 1))
  expect(new Set(groups.flatMap((ids) => [...ids])).size).toBe(forms.length)
  expect(templates.size).toBe(forms.length)
})

test("a template's id is a hash of its text: the same in another miner, in any order", () => {
  const [a, b] = [new Templates(), new Templates()]
  const lines = Array.from({ length: 50 }, () => forms[0]!())
  for (const line of lines) a.add(line)
  for (const line of lines.toReversed()) b.add(line)
  const line = forms[0]!()
  expect(a.add(line)).toEqual(b.add(line))
  expect(a.add(line).text).toBe("Failed password for <*> from <*> port <*> ssh2")
})

test("a form that was never seen is new, once", () => {
  const templates = new Templates()
  for (let i = 0; i < 100; i++) templates.add(forms[i % 3]!())
  expect(templates.add("kernel panic - not syncing: Fatal exception").isNew).toBeTrue()
  expect(templates.add("kernel panic - not syncing: Fatal exception").isNew).toBeFalse()
})

for (const [line, text] of [
  ["at 2026-01-01T10:00:00.123Z it began", "at <*> it began"],
  ["Jan  2 03:04:05 it began", "<*> it began"],
  ["id 123e4567-e89b-12d3-a456-426614174000 gone", "id <*> gone"],
  ["from 10.0.0.1:443 to 10.0.0.2:22", "from <*> to <*>"],
  ["mac 00:1a:2b:3c:4d:5e seen", "mac <*> seen"],
  ["at 0xdeadbeef in /usr/lib/libc.so", "at <*> in <*>"],
  ["took 12.5ms of 3s", "took <*> of <*>"],
] as const)
  test(`"${line}" is masked`, () => {
    expect(new Templates().add(line).text).toBe(text)
  })

test("a flood of forms is bounded, and what is used stays", () => {
  const templates = new Templates({ templatesMax: 50 })
  templates.add("the one that stays")
  for (let i = 0; i < 5000; i++) {
    templates.add(Array.from({ length: between(1, 20) }, () => `w${between(0, 1e6)}x`).join(" "))
    templates.add(`${String.fromCharCode(97 + (i % 26))}${i} ${"y".repeat(i % 7)} z q`)
    expect(templates.add("the one that stays").isNew).toBeFalse()
  }
  expect(templates.size).toBeLessThanOrEqual(50)
})

test("texts made to be slow or odd are read like any other", () => {
  const templates = new Templates()
  const nasty = ["", " ", "<*>", "__proto__ constructor", "\u0000".repeat(5000), "1.".repeat(5000)]
    .concat("a:".repeat(9999), "/".repeat(9999), "f".repeat(9999), "-1".repeat(9999))
    .concat("<*> ".repeat(2000), "Jan  1 ".repeat(999), "0x".repeat(999), "\ud800".repeat(99))
  for (let i = 0; i < 50; i++)
    for (const text of nasty) expect(templates.add(text).id).toHaveLength(16)
})

test("a form whose first words vary is several templates: the tree goes by them", () => {
  const templates = new Templates()
  for (const one of ["root", "alice"]) templates.add(`(${one}) CMD (run)`)
  expect(templates.size).toBe(2)
})

test("a miner that is restored knows what the saved one knew", () => {
  const saved = new Templates()
  for (let i = 0; i < 500; i++) saved.add(forms[i % forms.length]!())
  const restored = new Templates()
  restored.restore(structuredClone(saved.state()))
  for (let i = 0; i < 100; i++) {
    const line = forms[i % forms.length]!()
    expect(restored.add(line)).toEqual(saved.add(line))
  }
  expect(restored.size).toBe(saved.size)
})
