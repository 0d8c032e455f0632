import { expect, test } from "bun:test"
import * as v from "valibot"
import { joinOptions } from "#shared/pipeline/join-options.ts"
import { describeSource, take, testWorld, textsOf } from "../source-suite.ts"
import { openStdin, stdin } from "./stdin.ts"

const options = v.parse(stdin.options, { type: "stdin", name: "under-test", recordBytesMax: 100 })

/** A pipe: what is sent into it can be read, and it ends when it is told to. */
function pipe() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  writer.closed.catch(() => {})
  return {
    readable,
    send: (text: string | Uint8Array) => writer.write(Buffer.from(text)).catch(() => {}),
    end: () => writer.close().catch(() => {}),
  }
}

describeSource("stdin", async (world) => {
  const { readable, send } = pipe()
  return {
    source: openStdin(options, world, readable),
    send: (texts) => send(texts.map((text) => `${text}\n`).join("")),
    afterFailure: "not kept",
  }
})

test("delivers the last line though it has no end, and ends", async () => {
  const { readable, send, end } = pipe()
  const source = openStdin(options, testWorld(), readable)
  void send("a\r\n\n  \nb")
  void end()
  const batches = []
  for await (const batch of source.read(new AbortController().signal)) batches.push(batch)
  expect(textsOf(batches)).toEqual(["a", "b"])
})

test("cuts long lines, and keeps bytes that are not UTF-8", async () => {
  const { readable, send } = pipe()
  const source = openStdin(options, testWorld(), readable)
  void send(`${"x".repeat(5000)}\n`)
  void send(Buffer.from([0xff, 10]))
  const items = (await take(source, 2)).flatMap((batch) => batch.items)
  expect([items[0]!.text.length, items[0]!.originalBytes]).toEqual([100, 5000])
  expect(items[1]!.bytes).toEqual(Uint8Array.of(0xff))
})

test("joins lines to records, which end in the quiet and at the end", async () => {
  const { readable, send, end } = pipe()
  const join = v.parse(joinOptions, { start: "^\\d", quietMs: 10 })
  const source = openStdin({ ...options, join }, testWorld(), readable)
  void send("1 a\n b\n2 c\n d\n")
  expect(textsOf(await take(source, 2))).toEqual(["1 a\n b", "2 c\n d"])
  void send("3 e\n f")
  void end()
  expect(textsOf(await take(source, 1))).toEqual(["3 e\n f"])
})

test("reads what a shell pipes in", async () => {
  const program = `
    import * as v from "valibot"
    import { stdin } from "${import.meta.dir}/stdin.ts"
    const options = v.parse(stdin.options, { type: "stdin", name: "in" })
    const source = await stdin.open(options, { now: Date.now, random: Math.random })
    for await (const batch of source.read(new AbortController().signal))
      for (const { text } of batch.items) console.log(text)`
  const child = Bun.spawn([process.execPath, "-e", program], {
    cwd: import.meta.dir,
    stdin: Buffer.from("one\ntwo"),
    stdout: "pipe",
  })
  expect(await child.stdout.text()).toBe("one\ntwo\n")
})
