import { Hono } from "hono"
import { OverlayError } from "../../overlay/change.ts"
import { InputError } from "../input-error.ts"
import { searchForms } from "../search-forms.ts"
import type { World } from "../world.ts"
import { alertPage, changeAlertNow } from "./alert.tsx"
import { alertsPage, changeAlertsNow, stopJobNow } from "./alerts.tsx"
import { auditPage } from "./audit.tsx"
import { deadLettersPage } from "./dead-letters.tsx"
import { entityPage } from "./entity.tsx"
import { eventPage } from "./event.tsx"
import { healthPage } from "./health.tsx"
import { overviewPage } from "./overview.tsx"
import { plainPage } from "./plain.tsx"
import { replayNow, replayPage } from "./replay.tsx"
import { rulePages } from "./rule-pages.ts"
import { searchPage } from "./search.tsx"
import { unanswered } from "./unanswered.tsx"

/** The pages a person opens. */
export function pages(world: World): Hono {
  const app = new Hono()
  app.get("/", (c) => overviewPage(world, c))
  app.get("/search", (c) => searchPage(world, c))
  app.route("/searches", searchForms(world))
  app.get("/alerts", (c) => alertsPage(world, c))
  app.get("/alert/:id", (c) => alertPage(world, c))
  app.post("/alerts", (c) => changeAlertsNow(world, c))
  app.post("/alerts/stop", (c) => stopJobNow(world, c))
  app.post("/alert/:id", (c) => changeAlertNow(world, c))
  app.get("/entity/:kind", (c) => entityPage(world, c))
  app.get("/event/:id", (c) => eventPage(world, c))
  app.get("/dead-letters", (c) => deadLettersPage(world, c))
  app.get("/replay", (c) => replayPage(world, c))
  app.post("/replay", (c) => replayNow(world, c))
  app.route("/", rulePages(world))
  app.get("/audit", (c) => auditPage(world, c))
  app.get("/health", (c) => healthPage(world, c))
  app.post("/demo", async (c) => {
    await world.demo?.()
    return c.redirect("/", 303)
  })
  app.onError((cause, c) => {
    if (cause instanceof InputError) return plainPage(c, 400, "Can't be asked so", cause.message)
    if (cause instanceof OverlayError) return plainPage(c, 503, "Can't be done", cause.message)
    return unanswered(c)
  })
  return app
}
