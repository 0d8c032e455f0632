import { Hono } from "hono"
import type { World } from "../world.ts"
import { changeRuleNow, rulePage } from "./rule.tsx"
import {
  removeRuleNow,
  ruleEditPage,
  saveRuleNow,
  stopTrialNow,
  trialPage,
  tryFilterNow,
  tryRuleNow,
} from "./rule-edit.tsx"
import { measureCostsNow, rulesPage } from "./rules.tsx"

/** The pages about rules. */
export function rulePages(world: World): Hono {
  const app = new Hono()
  app.get("/rules", (c) => rulesPage(world, c))
  app.post("/rules/costs", (c) => measureCostsNow(world, c))
  app.get("/rules/edit", (c) => ruleEditPage(world, c))
  app.post("/rules/try", (c) => tryRuleNow(world, c))
  app.get("/rules/try/:id", (c) => trialPage(world, c))
  app.post("/rules/try/:id/stop", (c) => stopTrialNow(world, c))
  app.post("/rules/save", (c) => saveRuleNow(world, c))
  app.post("/rules/remove", (c) => removeRuleNow(world, c))
  app.post("/rule/:id/try", (c) => tryFilterNow(world, c))
  app.get("/rule/:id", (c) => rulePage(world, c))
  app.post("/rule/:id", (c) => changeRuleNow(world, c))
  return app
}
