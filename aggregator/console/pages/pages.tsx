/** @jsxImportSource hono/jsx */
import { Hono } from "hono"
import { Layout } from "../parts/layout.tsx"
import type { World } from "../world.ts"

/** The pages a person opens. */
export function pages(world: World): Hono {
  const app = new Hono()
  app.get("/", async (c) => {
    const sources = await world.sources()
    return c.html(
      <Layout title="Overview" place="/">
        <p>{sources.length} sources</p>
      </Layout>,
    )
  })
  return app
}
