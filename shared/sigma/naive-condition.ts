/** Precedence of Sigma's operators, weakest first; `of` is read as one word with its pattern. */
const strength: Readonly<Record<string, number>> = { or: 1, and: 2, not: 3 }

/** Evaluates a condition over its selections by two stacks (Dijkstra's shunting yard). */
export function holdsNaively(
  condition: string,
  names: readonly string[],
  holds: (name: string) => boolean,
): boolean {
  const values: boolean[] = []
  const operators: string[] = []
  const apply = () => {
    const operator = operators.pop()
    const right = values.pop() === true
    if (operator === "not") values.push(!right)
    else {
      const left = values.pop() === true
      values.push(operator === "and" ? left && right : left || right)
    }
  }
  for (const word of condition.match(/[()]|(?:1|any|all) of [^\s()]+|[^\s()]+/g) ?? []) {
    const own = strength[word]
    if (word === "(" || word === "not") operators.push(word)
    else if (word === ")") {
      while (operators.at(-1) !== "(") apply()
      operators.pop()
    } else if (own !== undefined) {
      while ((strength[operators.at(-1) ?? ""] ?? 0) >= own) apply()
      operators.push(word)
    } else values.push(resultOf(word, names, holds))
  }
  while (operators.length > 0) apply()
  return values.pop() === true
}

function resultOf(
  word: string,
  names: readonly string[],
  holds: (name: string) => boolean,
): boolean {
  const [, quantity, pattern] = /^(1|any|all) of (.*)$/.exec(word) ?? []
  if (pattern === undefined) return holds(word)
  const shape = new RegExp(`^${pattern.replaceAll("*", ".*")}$`)
  const chosen = names.filter(
    (name) =>
      (pattern === "them" || shape.test(name)) &&
      (!name.startsWith("_") || pattern.startsWith("_")),
  )
  return quantity === "all" ? chosen.every(holds) : chosen.some(holds)
}
