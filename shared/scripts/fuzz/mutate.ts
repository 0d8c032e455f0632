import { type Chance, chanceOf } from "./chance.ts"
import { recordBytesMax, type Target } from "./define.ts"
import { everywhere } from "./tokens.ts"

type Mutation = (input: Buffer, chance: Chance, world: World) => Buffer

interface World {
  readonly seeds: readonly Buffer[]
  readonly tokens: readonly string[]
}

/** The n-th input of a target's run by a seed: always the same. */
export function inputOf(
  target: Pick<Target, "name" | "tokens" | "bytesMax">,
  seeds: readonly Buffer[],
  seed: number,
  trial: number,
): Buffer {
  const chance = chanceOf(seed, target.name, trial)
  const world = { seeds, tokens: [...target.tokens, ...target.tokens, ...everywhere] }
  let input = startOf(chance, world)
  for (let steps = 1 + chance.below(4); steps > 0; steps--)
    input = (chance.once(12) ? chance.pick(rare) : chance.pick(usual))(input, chance, world)
  return input.subarray(0, target.bytesMax ?? recordBytesMax)
}

function startOf(chance: Chance, world: World): Buffer {
  if (world.seeds.length > 0 && !chance.once(10)) return chance.pick(world.seeds)
  if (chance.once(4)) return randomBytes(chance, chance.below(300))
  return Buffer.from(
    Array.from({ length: chance.below(20) }, () => chance.pick(world.tokens)).join(""),
  )
}

const randomBytes = (chance: Chance, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => chance.below(256)))

/** A range of the input, most often a short one. */
function rangeIn(input: Buffer, chance: Chance): readonly [from: number, to: number] {
  const from = chance.below(input.length + 1)
  const most = chance.once(4) ? input.length : 12
  return [from, Math.min(input.length, from + chance.below(most + 1))]
}

const replaced = (input: Buffer, from: number, to: number, by: Buffer | string): Buffer =>
  Buffer.concat([input.subarray(0, from), Buffer.from(by as string), input.subarray(to)])

const inserted = (input: Buffer, chance: Chance, what: Buffer | string): Buffer => {
  const at = chance.below(input.length + 1)
  return replaced(input, at, at, what)
}

const badUtf8 = [
  [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80], [0xf0, 0x9f, 0x98],
].map((bytes) => Buffer.from(bytes)) // biome-ignore format: a list

const usual: readonly Mutation[] = [
  (input, chance) => {
    const copy = Buffer.from(input)
    if (copy.length > 0) copy[chance.below(copy.length)]! ^= 1 << chance.below(8)
    return copy
  },
  (input, chance) => inserted(input, chance, randomBytes(chance, 1 + chance.below(4))),
  (input, chance, { tokens }) => inserted(input, chance, chance.pick(tokens)),
  (input, chance, { tokens }) => inserted(input, chance, chance.pick(tokens)),
  (input, chance, { tokens }) => {
    const [from, to] = rangeIn(input, chance)
    return replaced(input, from, to, chance.pick(tokens))
  },
  (input, chance) => {
    const [from, to] = rangeIn(input, chance)
    return replaced(input, from, to, "")
  },
  (input, chance) => {
    const [from, to] = rangeIn(input, chance)
    return inserted(input, chance, input.subarray(from, to))
  },
  (input, chance) => input.subarray(0, chance.below(input.length + 1)),
  (input, chance, { seeds }) => spliced(input, chance, seeds),
  (input, chance) => inserted(input, chance, chance.pick(badUtf8)),
  numberReplaced,
  wordReplaced,
]

/** Two inputs, joined somewhere. */
function spliced(input: Buffer, chance: Chance, seeds: readonly Buffer[]): Buffer {
  const other = seeds.length > 0 ? chance.pick(seeds) : input
  const from = chance.below(other.length + 1)
  return Buffer.concat([input.subarray(0, chance.below(input.length + 1)), other.subarray(from)])
}

const numbers = everywhere.filter((token) => /\d/.test(token))

function numberReplaced(input: Buffer, chance: Chance): Buffer {
  return matchReplaced(input, chance, /\d+(?:[.:-]\d+)*/g, numbers)
}

function wordReplaced(input: Buffer, chance: Chance, { tokens }: World): Buffer {
  return matchReplaced(input, chance, /[A-Za-z_.-]+/g, tokens)
}

function matchReplaced(input: Buffer, chance: Chance, what: RegExp, by: readonly string[]): Buffer {
  const found = [...input.toString("latin1", 0, 4096).matchAll(what)]
  if (found.length === 0) return input
  const { index, 0: text } = chance.pick(found)
  return replaced(input, index, index + text.length, chance.pick(by))
}

const runs = [8_192, 65_536, 8_192, 65_536, 2 ** 20]
const nests: readonly (readonly [string, string])[] = [
  ["[", "]"], ['{"a":', "}"], ["(", ")"], ["<a>", "</a>"], ["<", ">"], ['"', '"'], ["{", "}"], ['[{"a":', "}]"], ["- ", ""], ["a=", ""], ["\\", ""],
] // biome-ignore format: a list

/** What makes an input large. */
const rare: readonly Mutation[] = [
  (input, chance, { tokens }) => {
    const bytes = chance.pick(runs)
    const token = chance.once(2) ? chance.pick(tokens) : String.fromCharCode(chance.below(128))
    if (token === "") return input
    return inserted(input, chance, token.repeat(Math.ceil(bytes / token.length)))
  },
  (input, chance) => {
    const [open, close] = chance.pick(nests)
    const depth = chance.pick([20, 200, 1_000, 10_000])
    const [from, to] = rangeIn(input, chance)
    const inside = input.subarray(from, to).toString("latin1")
    return replaced(input, from, to, open.repeat(depth) + inside + close.repeat(depth))
  },
  (input, chance) => {
    const [from, to] = rangeIn(input, chance)
    const piece = input.subarray(from, to)
    const times = Math.min(chance.pick([10, 1_000, 20_000]), 2 ** 20 / (piece.length || 1))
    return replaced(input, to, to, Buffer.concat(Array(Math.floor(times)).fill(piece)))
  },
  (input, chance) => {
    const found = [...input.toString("latin1", 0, 4096).matchAll(/[\w.-]+[^\w\s]*|[^\w\s]+/g)]
    if (found.length === 0) return input
    const { index, 0: piece } = chance.pick(found)
    const bytes = chance.pick(runs) - (chance.once(2) ? input.length : 0)
    return replaced(
      input,
      index,
      index,
      piece.repeat(Math.max(1, Math.floor(bytes / piece.length))),
    )
  },
  (input, chance, { tokens }) => {
    const [a, b] = [chance.pick(tokens), chance.pick(tokens)]
    const many = Array.from({ length: chance.pick([100, 5_000]) }, (_, n) => `${a}${n}${b}`)
    return inserted(input, chance, many.join(chance.pick([" ", ",", "", "\n", "&", ";"])))
  },
  (input) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), input]),
  (input) => Buffer.from(input.toString("latin1"), "utf16le"),
]
