import fc from "fast-check"
import type { Event } from "../ecs/event.ts"
import type { NaiveRule } from "./naive.ts"

/** Random rules and events over few letters, so that they often meet. For tests alone. */
export const logsource = { product: "windows", category: "process_creation", service: undefined }

const letters = [
  "a",
  "b",
  "A",
  "B",
  "1",
  " ",
  "-",
  "/",
  "\\",
  ".",
  "\n",
  "é",
  "É",
  "Σ",
  "ς",
  "–",
  "😀",
]
const wildcards = ["*", "?", "\\*", "\\?", "\\\\"]
/** Longer texts, of which one is part of another, for what looks for pieces of texts. */
const phrases = [
  "powershell",
  "POWERSHELL.EXE",
  "shell",
  " -enc ",
  "/Enc",
  "\\temp\\",
  "C:\\Temp",
  "abcabcabd",
  "bcab",
  "ΟΔΟΣ",
  "οδος ",
]
const phrase = fc
  .array(fc.constantFrom(...phrases), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(""))
const short = fc.string({ unit: fc.constantFrom(...letters), maxLength: 4 })
const word = fc.oneof(short, phrase)
const pattern = fc.oneof(
  fc.string({ unit: fc.constantFrom(...letters, ...wildcards), maxLength: 4 }),
  fc.constantFrom(...phrases),
  fc
    .array(fc.constantFrom(...phrases, ...wildcards), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join("")),
)
const small = fc.integer({ min: -1, max: 12 })
const address = fc.constantFrom(
  "10.0.0.1",
  "10.200.0.1",
  "192.168.1.7",
  "fe80::1",
  "2001:db8::5",
  "::ffff:10.0.0.1",
  "a.b",
)
const network = fc.constantFrom("10.0.0.0/8", "10.128.0.0/9", "192.168.1.7", "fe80::/10", "::/0")
const stamp = fc
  .date({
    min: new Date("2019-12-28T00:00:00Z"),
    max: new Date("2021-01-05T00:00:00Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString())
const base64 = fc
  .tuple(
    fc.constantFrom("", "\ufeff", "x"),
    word,
    fc.constantFrom("utf8" as const, "utf16le" as const),
  )
  .map(([before, text, encoding]) => Buffer.from(before + text, encoding).toString("base64"))

const fields = ["Image", "CommandLine", "vendor.a", "vendor.b", "process.args", "EventID"]
const field = fc.constantFrom(...fields)

const scalar = fc.oneof({ weight: 4, arbitrary: word }, small, small.map(String), fc.boolean())
const wanted = fc.oneof({ weight: 4, arbitrary: pattern }, small, fc.boolean())
const several = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }))
const chain = (...parts: fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map((names) => names.filter(Boolean).join("|"))
const maybe = (...names: string[]) => fc.constantFrom("", ...names)

const itemOf = <T>(modifiers: fc.Arbitrary<string>, value: fc.Arbitrary<T>) =>
  fc
    .tuple(field, modifiers, value)
    .map(([name, chained, one]): [string, unknown] => [chained ? `${name}|${chained}` : name, one])

const anchor = maybe("contains", "startswith", "endswith")
const many = maybe("all", "neq")
const regex = fc.constantFrom(
  "shell",
  "p.*rs(?:h|x)ell",
  "(?:enc|temp)",
  "[Pp]ower",
  "a+b",
  "^[ab1]{2,}$",
  "(?:a|é).?b",
  "\\\\",
  "b\\d*$",
  "[^a]",
  "^.$",
)

const item = fc.oneof(
  {
    weight: 8,
    arbitrary: itemOf(chain(maybe("windash"), anchor, maybe("cased"), many), several(wanted)),
  },
  { weight: 2, arbitrary: itemOf(chain(anchor, maybe("windash"), many), several(wanted)) },
  itemOf(chain(maybe("neq")), fc.constantFrom(null, [null, "a"], ["b", null])),
  itemOf(chain(maybe("wide", "utf16", "utf16be"), fc.constant("base64"), anchor), several(word)),
  itemOf(
    chain(maybe("wide", "utf16le"), fc.constant("base64offset"), fc.constant("contains"), many),
    several(word),
  ),
  itemOf(chain(fc.constant("re"), maybe("i"), maybe("m"), maybe("s"), many), several(regex)),
  itemOf(chain(fc.constant("cidr"), many), several(network)),
  itemOf(chain(fc.constantFrom("lt", "lte", "gt", "gte"), many), several(small)),
  itemOf(
    chain(fc.constantFrom("minute", "hour", "day", "week", "month", "year"), maybe("gte", "lt")),
    several(fc.constantFrom(1, 5, 12, 28, 52, 53, 2020)),
  ),
  itemOf(chain(fc.constant("fieldref"), anchor, many), several(field)),
  itemOf(fc.constant("exists"), fc.boolean()),
)

const map = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => Object.fromEntries(items))
const keyword = fc.oneof(
  fc.constantFrom("ab", "a b", "1", "é", "b?a", "-a", "shell", "owershel", "b*e", "οδοσ"),
  small,
)
const selection = fc.oneof(
  { weight: 6, arbitrary: map },
  { weight: 2, arbitrary: fc.array(map, { minLength: 1, maxLength: 3 }) },
  fc.array(keyword, { minLength: 1, maxLength: 3 }),
  several(keyword).map((values) => ({ "|all": values })),
)

const names = ["sel", "sel_a", "sel_b", "filter_a", "_own"]
const atom = fc.constantFrom(
  "sel",
  "sel_a",
  "1 of sel*",
  "all of sel_*",
  "any of *_a",
  "1 of them",
  "all of them",
  "all of _*",
)
const condition = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { weight: 3, arbitrary: atom },
    tie("any").map((inner) => `not ${inner}`),
    fc.tuple(tie("any"), fc.constantFrom("and", "or"), tie("any")).map((parts) => parts.join(" ")),
    tie("any").map((inner) => `(${inner})`),
  ),
})).any

export const aRule: fc.Arbitrary<NaiveRule> = fc
  .tuple(
    fc.tuple(...names.map(() => selection)),
    fc.oneof(condition, fc.array(condition, { minLength: 1, maxLength: 2 })),
  )
  .map(([selections, text]) => ({
    detection: {
      ...Object.fromEntries(names.map((name, index) => [name, selections[index]])),
      condition: text,
    },
  }))

const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  address,
  stamp,
  base64,
)

const keys = [
  "vendor.winlog.event_data.Image",
  "vendor.winlog.event_data.CommandLine",
  "process.executable",
  "process.command_line",
  "vendor.a",
  "vendor.b",
  "process.args",
  "message",
]

export const anEvent: fc.Arbitrary<Event> = fc
  .tuple(...keys.map(() => fc.option(value, { nil: undefined, freq: 2 })))
  .map((values) => {
    const given = keys.map((key, index) => [key, values[index]] as const)
    return {
      "event.code": "1",
      "vendor.winlog.channel": "Microsoft-Windows-Sysmon/Operational",
      "vedette.source": "a b",
      ...Object.fromEntries(given.filter(([, one]) => one !== undefined)),
    } as Event
  })
