/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import { Layout } from "../parts/layout.tsx"

/** A page that only says something. */
export function plainPage(c: Context, status: 400 | 404 | 503, title: string, text: string) {
  return c.html(
    <Layout title={title}>
      <p class="problem" role="alert">
        {text}
      </p>
    </Layout>,
    status,
  )
}

export const notFound = (c: Context) => plainPage(c, 404, "Not found", "There is nothing here.")
