/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono"
import { InputError } from "../input-error.ts"
import { Csrf } from "../parts/csrf.tsx"
import { Layout } from "../parts/layout.tsx"
import { Moment } from "../parts/moment.tsx"
import {
  densities,
  isZone,
  type Settings,
  settings,
  settingsIn,
  settingsNow,
  themes,
  zones,
} from "../settings.ts"
import type { SettingsKept } from "../settings-kept.ts"
import { visitor } from "../visitor.ts"
import type { World } from "../world.ts"

/** How the console shows things to the person who asks. */
export function settingsPages(world: World, kept: SettingsKept): Hono {
  const app = new Hono()
  app.get("/settings", (c) => page(world, c, settings()))
  app.post("/settings", async (c) => {
    const body = await c.req.parseBody()
    const zone = String(body["zone"] ?? "").trim()
    const wanted = settingsIn(body)
    if (zone !== "" && !isZone(zone)) {
      const problem = new InputError(`Not saved: there is no time zone ${zone.slice(0, 64)}.`)
      return page(world, c, wanted, problem)
    }
    await kept.keep(c, wanted)
    return c.redirect("/settings?saved=1", 303)
  })
  return app
}

function page(world: World, c: Context, shown: Settings, problem?: InputError) {
  return settingsNow.run(shown, () =>
    c.html(
      <Layout title="Settings" place="/settings">
        {problem && (
          <p class="problem" role="alert">
            {problem.message}
          </p>
        )}
        {c.req.query("saved") === "1" && (
          <p class="good" role="status">
            Saved.
          </p>
        )}
        <p class="hint">
          They are yours alone
          {visitor.getStore()?.via === "open"
            ? ", and kept in this browser, since nobody logs in here."
            : ", and the same in every browser in which you log in."}
        </p>
        <Form shown={shown} nowMs={world.now()} />
      </Layout>,
      problem ? 400 : 200,
    ),
  )
}

const Form = ({ shown, nowMs }: { shown: Settings; nowMs: number }) => (
  <form method="post" action="/settings" class="settings">
    <Csrf />
    <label>
      Time zone
      <input name="zone" value={shown.zone} list="zones" maxlength={64} autocomplete="off" />
      <span class="hint">
        It is now <Moment at={nowMs} />
      </span>
    </label>
    <datalist id="zones">
      {zones().map((zone) => (
        <option value={zone} />
      ))}
    </datalist>
    <Choice legend="Theme" name="theme" all={themes} chosen={shown.theme} />
    <Choice legend="Density of tables" name="density" all={densities} chosen={shown.density} />
    <label>
      Columns of a search
      <input
        name="columns"
        value={shown.columns.join(", ")}
        maxlength={4_096}
        placeholder="event.dataset, host.name, user.name, source.ip"
        spellcheck={false}
      />
      <span class="hint">Names of fields, until you choose others in a search.</span>
    </label>
    <p>
      <button type="submit">Save</button>
    </p>
  </form>
)

interface ChoiceProps {
  readonly legend: string
  readonly name: string
  readonly all: readonly string[]
  readonly chosen: string
}

const Choice = ({ legend, name, all, chosen }: ChoiceProps) => (
  <fieldset>
    <legend>{legend}</legend>
    {all.map((one) => (
      <label class="one">
        <input type="radio" name={name} value={one} checked={one === chosen} />{" "}
        {one === "system" ? "as the system" : one}
      </label>
    ))}
  </fieldset>
)
