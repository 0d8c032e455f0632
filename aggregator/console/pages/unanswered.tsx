/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import { Layout } from "../parts/layout.tsx"
import { plainPage } from "./plain.tsx"

type Field = readonly [name: string, value: string]

const fieldsMax = 1_100 // of the form that ticks a thousand alerts
const hidden = new Set(["csrf", "revision", "id", "ids", "do", "at", "key", "form"])

/**
 * The store did not answer. Of a form nothing that was typed is lost: it stands here to be sent again,
 * which is harmless where it was saved after all, as the form names the revision that it changes.
 */
export async function unanswered(c: Context) {
  if (c.req.method !== "POST") {
    const text = "The store does not answer. See Health, or try again."
    return plainPage(c, 503, "No answer", text)
  }
  const typed = await typedIn(c)
  const isShown = ([name, value]: Field) => !hidden.has(name) && value !== ""
  return c.html(
    <Layout title="Not saved">
      <p class="problem" role="alert">
        The store does not answer, so that this may not have been saved. What you typed is kept
        here: send it again when <a href="/health">Health</a> says that all is well.
      </p>
      <form method="post" action={c.req.path} class="change">
        {typed.map((field) => isShown(field) || <Hidden field={field} />)}
        {typed.filter(isShown).map((field, at) => (
          <Shown field={field} id={`typed-${at}`} />
        ))}
        <button type="submit">Send it again</button>
      </form>
    </Layout>,
    503,
  )
}

const Shown = ({ field: [name, value], id }: { field: Field; id: string }) => (
  <div class="long">
    <label for={id}>{name}</label>
    {value.length > 60 || value.includes("\n") ? (
      <textarea name={name} id={id} rows={4}>
        {value}
      </textarea>
    ) : (
      <input name={name} id={id} value={value} />
    )}
  </div>
)

const Hidden = ({ field: [name, value] }: { field: Field }) => (
  <input type="hidden" name={name} value={value} />
)

async function typedIn(c: Context): Promise<Field[]> {
  const body = await c.req.parseBody({ all: true }).catch(() => ({}))
  const fields = Object.entries(body).flatMap(([name, value]) =>
    [value].flat().flatMap((one): Field[] => (typeof one === "string" ? [[name, one]] : [])),
  )
  return fields.slice(0, fieldsMax)
}
