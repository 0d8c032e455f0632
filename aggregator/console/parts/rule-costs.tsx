/** @jsxImportSource hono/jsx */
import type { Costs } from "../../trial/costs.ts"
import type { World } from "../world.ts"
import { mayChange } from "./alert-state.tsx"
import { Csrf } from "./csrf.tsx"
import { Ago } from "./moment.tsx"
import { countText, Text } from "./text.tsx"

/** When it was measured what rules cost, and the way to do it again. */
export function CostsMeasured({ world, costs }: { world: World; costs: Costs | undefined }) {
  if (!world.costs) return null
  const problem = world.costs.problem()
  return (
    <section id="costs">
      {problem && (
        <p class="problem">
          The costs can't be measured: <Text text={problem} />
        </p>
      )}
      <p class="hint">
        {costs && (
          <>
            Costs were measured <Ago at={costs.atMs} now={world.now()} /> on{" "}
            {countText(costs.events)} events of the store: all rules together take{" "}
            {costs.usPerEvent.toFixed(1)} µs an event, since they share their questions; in the
            table stands what each takes by itself.
          </>
        )}
      </p>
      {world.costs.isRunning() ? (
        <p role="status">They are being measured: load the page again in some seconds.</p>
      ) : (
        mayChange() && (
          <form method="post" action="/rules/costs">
            <Csrf />
            <button type="submit" class="quiet">
              {costs ? "Measure the costs again" : "Measure what each rule costs"}
            </button>
          </form>
        )
      )}
    </section>
  )
}
