import { describe, expect, test } from "bun:test"
import * as v from "valibot"
import { openJoiner } from "./join.ts"
import { joinOptions } from "./join-options.ts"

type Given = v.InferInput<typeof joinOptions>

/** The records of lines, each with the number of its first; `/` ends what is open. */
function joined(given: Given, lines: readonly string[], limit = Number.POSITIVE_INFINITY) {
  const records: [number, string, number?][] = []
  const joiner = openJoiner(v.parse(joinOptions, given))
  const onRecord = (record: Buffer, length: number, at: number) =>
    records.push([at, record.toString(), ...(length > record.length ? [length] : [])] as never)
  for (const [at, line] of lines.entries()) {
    const bytes = Buffer.from(line)
    if (line === "/") joiner.end(onRecord)
    else joiner.add({ bytes: bytes.subarray(0, limit), length: bytes.length, at }, onRecord)
  }
  joiner.end(onRecord)
  return records
}
const texts = (given: Given, lines: readonly string[]) =>
  joined(given, lines).map(([, text]) => text)

describe("a start", () => {
  const given = { start: "^\\d" }

  test("begins a record, to which the other lines are joined", () => {
    const lines = ["1 a", " b", "", "c", "2 d", "3 e", ""]
    expect(joined(given, lines)).toEqual([
      [0, "1 a\n b\n\nc"],
      [4, "2 d"],
      [5, "3 e"],
    ])
  })

  test("that never comes makes records of as many lines and bytes as are allowed", () => {
    expect(texts({ ...given, linesMax: 2 }, ["a", "b", "c"])).toEqual(["a\nb", "c"])
    expect(texts({ ...given, bytesMax: 5 }, ["aa", "bb", "cc"])).toEqual(["aa\nbb", "cc"])
  })

  test("may be too long: it is cut, and its length kept", () => {
    expect(joined({ ...given, bytesMax: 4 }, ["1 long", "b"])).toEqual([
      [0, "1 lo", 6],
      [1, "b"],
    ])
    expect(joined(given, ["1 long", "b"], 3)).toEqual([[0, "1 l\nb", 8]])
  })

  test("that could stall a text is refused, as are none and two ways", () => {
    expect(v.is(joinOptions, { start: "^(a+)+\\1$" })).toBe(false)
    expect(v.is(joinOptions, { start: "(" })).toBe(false)
    expect(v.is(joinOptions, {})).toBe(false)
    expect(v.is(joinOptions, { start: "^a", preset: "audit" })).toBe(false)
  })
})

describe("stack-trace", () => {
  const trace = (text: string) => {
    test(`holds ${text.split("\n")[0]} together`, () => {
      const whole = [text, "2026-03-01 12:00:01 INFO next", "2026-03-01 12:00:02 INFO last"]
      expect(texts({ preset: "stack-trace" }, whole.join("\n").split("\n"))).toEqual(whole)
    })
  }
  trace(`2026-03-01 12:00:00 ERROR c.e.Shop - Java failed
java.lang.IllegalStateException: no stock
	at com.example.Shop.sell(Shop.java:12)
	... 12 common frames omitted
Caused by: java.io.IOException
	at java.base/java.io.Foo.bar(Foo.java)
	Suppressed: java.lang.Error: x`)
  trace(`ERROR:root:Python failed
Traceback (most recent call last):
  File "a.py", line 3, in f
    g()
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "a.py", line 5, in <module>
requests.exceptions.ConnectionError: refused`)
  trace(`fail: Shop[0] .NET failed
System.InvalidOperationException: no
   at Shop.Sell() in /a/Shop.cs:line 3
--- End of stack trace from previous location ---
   at Shop.Main()`)
  trace(`panic: Go failed

goroutine 1 [running]:
main.(*Shop).sell(0x0)
	/a/main.go:7 +0x1
main.main()
	/a/main.go:3 +0x1
exit status 2`)
})

test("postgresql holds a statement together, in text and CSV", () => {
  const whole = [
    '2026-03-01 12:00:00.123 UTC [7] ERROR:  relation "x" does not exist at character 15',
    "2026-03-01 12:00:00.123 UTC [7] STATEMENT:  select *\n\tfrom x\n\t  where y",
    "[3-1] app@shop LOG:  statement: select\n\t1",
    '2026-03-01 12:00:01.000 UTC,"app","shop",7,"select 1\n  from x"',
  ]
  const lines = whole.join("\n").split("\n")
  expect(texts({ preset: "postgresql" }, lines)).toEqual(whole)
})

test("mysql-slow begins an entry at its time, or at its user where the time is left out", () => {
  const entry = (n: number) =>
    `# User@Host: app[app] @ localhost []\n# Query_time: ${n}\nSET timestamp=1;\nselect\n\n ${n};`
  const whole = [`# Time: 2026-03-01T12:00:00Z\n${entry(1)}`, entry(2), `# Time: x\n${entry(3)}`]
  expect(texts({ preset: "mysql-slow" }, whole.join("\n").split("\n"))).toEqual(whole)
})

describe("audit", () => {
  const line = (type: string, serial: number, seconds = 100) =>
    `type=${type} msg=audit(${seconds}.250:${serial}): a=${serial}`
  const audit = (lines: readonly string[], given: object = {}) =>
    joined({ preset: "audit", ...given }, lines).map(([at, text]) => [
      at,
      text.replaceAll(/type=(\S+) msg=audit\([^:]+:(\d+)\): a=\d+/g, "$1.$2").replaceAll("\n", " "),
    ])

  test("joins the lines of a serial, though others come between them", () => {
    const lines = [
      line("SYSCALL", 1), line("SYSCALL", 2), line("PATH", 1), line("USER_LOGIN", 3),
      line("PROCTITLE", 1), line("EOE", 1), line("PROCTITLE", 2), line("SYSCALL", 4),
    ] // biome-ignore format: a list of lines
    expect(audit(lines)).toEqual([
      [3, "USER_LOGIN.3"],
      [0, "SYSCALL.1 PATH.1 PROCTITLE.1 EOE.1"],
      [1, "SYSCALL.2 PROCTITLE.2"],
      [7, "SYSCALL.4"],
    ])
  })

  test("tells hosts and seconds with one serial apart, and passes on what is no record", () => {
    const lines = [
      `node=a ${line("SYSCALL", 1)}`, `node=b ${line("SYSCALL", 1)}`, line("SYSCALL", 1, 101),
      "what is this", `node=a ${line("PATH", 1)}`,
    ] // biome-ignore format: a list of lines
    expect(audit(lines)).toEqual([
      [3, "what is this"],
      [0, "node=a SYSCALL.1 node=a PATH.1"],
      [1, "node=b SYSCALL.1"],
      [2, "SYSCALL.1"],
    ])
  })

  test("ends an event without an end two seconds later", () => {
    const lines = [line("SYSCALL", 1), line("SYSCALL", 2, 101), line("SYSCALL", 3, 102)]
    expect(audit([...lines, line("PATH", 2, 101)]).map(([, text]) => text)).toEqual([
      "SYSCALL.1",
      "SYSCALL.2 PATH.2",
      "SYSCALL.3",
    ])
  })

  test("holds no more than is allowed, the oldest ends first", () => {
    const lines = [1, 2, 3].map((serial) => line("SYSCALL", serial))
    expect(audit([...lines, line("PATH", 1)], { openMax: 2 })).toEqual([
      [0, "SYSCALL.1"],
      [1, "SYSCALL.2"],
      [2, "SYSCALL.3"],
      [3, "PATH.1"],
    ])
    expect(audit([...lines, line("PATH", 3)], { spanBytesMax: 2 })).toEqual([
      [0, "SYSCALL.1"],
      [1, "SYSCALL.2"],
      [2, "SYSCALL.3"],
      [3, "PATH.3"],
    ])
  })
})
