/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import type { Page } from "../../store/types.ts"
import { afterOf, patience } from "../api.ts"
import { eventHref } from "../href.ts"
import { InputError } from "../input-error.ts"
import { Layout } from "../parts/layout.tsx"
import { Moment } from "../parts/moment.tsx"
import { More, Total } from "../parts/paging.tsx"
import { WrongQuery } from "../parts/query-help.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { Text } from "../parts/text.tsx"
import { TimePicker, usualFrom } from "../parts/time-picker.tsx"
import { auditStreams, scopeOf } from "../question.ts"
import type { World } from "../world.ts"

type State = Readonly<Record<"q" | "from" | "to", string | undefined>>

/** Who did what here, newest first. */
export async function auditPage(world: World, c: Context) {
  const { q, from, to } = c.req.query()
  const state: State = { q, from: from || usualFrom, to }
  const found = await answer(world, c, state)
  const wrong = found instanceof InputError
  return c.html(
    <Layout title="Audit" place="/audit">
      <form method="get" action="/audit" class="ask">
        <label class="query">
          <span class="hidden">Query</span>
          <input
            name="q"
            type="search"
            value={q ?? ""}
            maxlength={4096}
            placeholder="event.action:login AND event.outcome:failure"
          />
        </label>
        <button type="submit">Search</button>
        <TimePicker path="/audit" state={state} />
      </form>
      {wrong ? (
        <WrongQuery query={q ?? ""} error={found} />
      ) : (
        <>
          <Total page={found} what="record" />
          <Table caption="Audit" columns={columns} rows={found.events} none="No record here." />
          <More page={found} path="/audit" state={state} />
        </>
      )}
    </Layout>,
    wrong ? 400 : 200,
  )
}

async function answer(world: World, c: Context, state: State): Promise<Page | InputError> {
  try {
    const scope = scopeOf(state, auditStreams, world.now())
    return await world.store.search(scope, 50, afterOf(c), patience(world, c))
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

const columns: readonly Column<Event>[] = [
  {
    name: "Time (UTC)",
    kind: "time",
    cell: (e) => (
      <a href={eventHref(e["event.id"] ?? "")}>
        <Moment at={e["@timestamp"]} />
      </a>
    ),
  },
  { name: "Who", cell: (e) => <Text text={e["user.name"] ?? "a stranger"} /> },
  { name: "From", cell: (e) => <Text text={String(e["source.ip"] ?? "")} /> },
  { name: "Action", cell: (e) => <Text text={e["event.action"] ?? ""} /> },
  { name: "Outcome", cell: (e) => <Text text={e["event.outcome"] ?? ""} /> },
  {
    name: "What",
    kind: "wide",
    cell: (e) => <Text text={e["event.reason"] ?? (e["url.query"] || e.message || "")} />,
  },
]
