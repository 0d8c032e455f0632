import type { States } from "./alert-scope.ts"

const peopleMax = 100

/** Whom alerts are assigned to, those with the most first. */
export function peopleIn(states: States): readonly string[] {
  const counts = new Map<string, number>()
  for (const { assignee } of states.values())
    if (assignee) counts.set(assignee, (counts.get(assignee) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, peopleMax)
    .map(([name]) => name)
}
