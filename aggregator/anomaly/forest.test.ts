import { expect, test } from "bun:test"
import { chanceOf } from "#shared/chance.ts"
import { Forest } from "./forest.ts"
import type { Tree } from "./tree.ts"

const forestOf = (dimensions: number, sample: number, decay = 0, seed = 1) =>
  new Forest({ dimensions, trees: 20, sample, decay, seed })

for (const [point, score] of [
  [0, 0.594361],
  [1, 0.594361],
  [0.5, 0.792481],
  [-1, 1.188722],
  [3, 1.320802],
  [100, 1.577038],
] as const)
  test(`of 0 and 1 the score of ${point} is ${score}`, () => {
    const forest = forestOf(1, 2)
    forest.learn([0])
    forest.learn([1])
    expect(forest.score([point])).toBeCloseTo(score, 6)
  })

test("a constant stream knows its value, and nothing else", () => {
  const forest = forestOf(1, 256)
  for (let i = 0; i < 1000; i++) forest.learn([7])
  expect(forest.score([7])).toBeCloseTo(0.5, 6)
  expect(forest.score([8])).toBeCloseTo(Math.log2(257), 6)
})

const normal = (next: () => number) =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

for (const dimensions of [1, 2, 8])
  test(`${dimensions} dimensions: boxes, masses and cuts hold after every kind of change`, () => {
    const { next, between } = chanceOf(dimensions)
    const forest = forestOf(dimensions, 64, 1e-3)
    for (let i = 0; i < 1500; i++) {
      const isRound = between(0, 3) === 0
      forest.learn(
        Array.from({ length: dimensions }, () => (isRound ? between(0, 3) : normal(next))),
      )
      if (i % 97 === 0)
        for (const tree of forest.trees) expect(check(tree)).toBe(Math.min(i + 1, 64))
    }
  })

/** The mass of the tree; throws where a node does not fit its children. */
function check(tree: Tree, node = tree.root): number {
  if (node >= tree.capacity) return tree.mass[node]!
  const [low, high] = [tree.sides[2 * node]!, tree.sides[2 * node + 1]!]
  const mass = check(tree, low) + check(tree, high)
  if (mass !== tree.mass[node]) throw new Error(`mass ${tree.mass[node]}, of its children ${mass}`)
  const box = (of: number, d: number, end: number) =>
    tree.box[2 * (tree.dimensions * of + d) + end]!
  for (let d = 0; d < tree.dimensions; d++) {
    expect(box(node, d, 0)).toBe(Math.min(box(low, d, 0), box(high, d, 0)))
    expect(box(node, d, 1)).toBe(Math.max(box(low, d, 1), box(high, d, 1)))
  }
  const d = tree.dimension[node]!
  expect(box(low, d, 1)).toBeLessThanOrEqual(tree.cut[node]!)
  expect(box(high, d, 0)).toBeGreaterThan(tree.cut[node]!)
  return mass
}

const clouded = (seed: number) => {
  const { next } = chanceOf(seed)
  const forest = forestOf(3, 256, 1e-4)
  for (let i = 0; i < 2000; i++) forest.learn([normal(next), normal(next), normal(next)])
  return { forest, next }
}

test("points beyond the cloud score well above those in it", () => {
  const { forest, next } = clouded(3)
  const mean = (shift: number) => {
    let sum = 0
    for (let i = 0; i < 100; i++)
      sum += forest.score([0, 1, 2].map(() => shift + normal(next) / (shift ? 2 : 1)))
    return sum / 100
  }
  expect(mean(0)).toBeLessThan(1)
  expect(mean(4)).toBeGreaterThan(2)
})

test("what each dimension gives adds up to the score", () => {
  const { forest, next } = clouded(4)
  for (let i = 0; i < 50; i++) {
    const point = [3 * normal(next), normal(next), normal(next)]
    const sum = forest.attribute(point).reduce((a, b) => a + b, 0)
    expect(sum).toBeCloseTo(forest.score(point), 9)
  }
})

test("a point beside a square is strange by the dimension in which it is beside it", () => {
  const { next } = chanceOf(5)
  const forest = forestOf(2, 256)
  for (let i = 0; i < 1000; i++) forest.learn([next(), next()])
  const [up, down, other, another] = forest.attribute([1.5, 0.5])
  expect(up! / (up! + down! + other! + another!)).toBeGreaterThan(0.95)
})

test("the same seed gives the same scores, another one others", () => {
  const [a, b] = [clouded(6).forest, clouded(6).forest]
  expect(a.score([1, 2, 3])).toBe(b.score([1, 2, 3]))
  const other = forestOf(3, 256, 1e-4, 2)
  const { next } = chanceOf(6)
  for (let i = 0; i < 2000; i++) other.learn([normal(next), normal(next), normal(next)])
  expect(other.score([1, 2, 3])).not.toBe(a.score([1, 2, 3]))
})

test("a forest that is restored goes on as the one that was saved", () => {
  const { forest, next } = clouded(7)
  const twin = Forest.restore(structuredClone(forest.state()))
  for (let i = 0; i < 500; i++) {
    const point = [normal(next), 5 * normal(next), i % 7]
    expect(twin.score(point)).toBe(forest.score(point))
    forest.learn(point)
    twin.learn(point)
  }
})

test("old points give way to new ones", () => {
  const forest = forestOf(1, 64, 0.01)
  for (let i = 0; i < 1000; i++) forest.learn([i % 10])
  for (let i = 0; i < 2000; i++) forest.learn([1000 + (i % 10)])
  expect(forest.score([5])).toBeGreaterThan(3)
  expect(forest.score([1005])).toBeLessThan(1)
})
