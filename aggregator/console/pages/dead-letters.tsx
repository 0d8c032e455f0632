/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { Event } from "#shared/ecs/event.ts"
import { eventIdOf } from "#shared/ecs/event.ts"
import type { Term } from "../../store/types.ts"
import { afterOf, patience } from "../api.ts"
import { eventHref, href } from "../href.ts"
import { InputError } from "../input-error.ts"
import { type Asked, askedIn, findLetters, type Letters } from "../letters.ts"
import { Layout } from "../parts/layout.tsx"
import { Ago, Moment } from "../parts/moment.tsx"
import { More, Total } from "../parts/paging.tsx"
import { WrongQuery } from "../parts/query-help.tsx"
import { type Column, Table } from "../parts/table.tsx"
import { countText, Text } from "../parts/text.tsx"
import { TimePicker } from "../parts/time-picker.tsx"
import type { World } from "../world.ts"

const path = "/dead-letters"

/** Records that could not be read or stored: why, of whom, where they stood, and what became of them. */
export async function deadLettersPage(world: World, c: Context) {
  const asked = askedIn(c)
  const sent = c.req.query("sent")
  const found = await answer(world, c, asked)
  const wrong = found instanceof InputError
  return c.html(
    <Layout title="Dead letters" place="/health">
      {/^\d{1,9}$/.test(sent ?? "") && (
        <p class="good" role="status">
          {countText(Number(sent))} sent back. What a collector makes of them appears here shortly.
        </p>
      )}
      <Ask asked={asked} />
      {wrong ? (
        <WrongQuery query={asked.q ?? ""} error={found} />
      ) : (
        <Found found={found} asked={asked} now={world.now()} />
      )}
    </Layout>,
    wrong ? 400 : 200,
  )
}

async function answer(world: World, c: Context, asked: Partial<Asked>) {
  try {
    const wanted = { size: 50, after: afterOf(c), signal: patience(world, c) }
    return await findLetters(world, asked, wanted)
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}

function Ask({ asked }: { asked: Partial<Asked> }) {
  const { q, from, to, source, reason } = asked
  return (
    <form method="get" action={path} class="ask">
      <label class="query">
        <span class="hidden">Query</span>
        <input name="q" type="search" value={q ?? ""} maxlength={4096} placeholder="timeout" />
      </label>
      {source && <input type="hidden" name="source" value={source} />}
      {reason && <input type="hidden" name="reason" value={reason} />}
      <button type="submit">Search</button>
      <TimePicker path={path} state={{ q, from, to, source, reason }} />
    </form>
  )
}

function Found({ found, asked, now }: { found: Letters; asked: Partial<Asked>; now: number }) {
  const replayed = new Set(found.replayed)
  return (
    <>
      <Total page={found} what="dead letter" />
      <Groups name="reason" terms={found.reasons} asked={asked} now={now} />
      <Groups name="source" terms={found.sources} asked={asked} now={now} />
      {found.total > 0 && (
        <p>
          <a class="button" href={href("/replay", asked)}>
            Replay these …
          </a>
        </p>
      )}
      <Table
        caption="Dead letters"
        columns={columns(replayed)}
        rows={found.events}
        none="None: all that came in was read and stored."
      />
      <More page={found} path={path} state={asked} />
    </>
  )
}

interface GroupsProps {
  readonly name: "reason" | "source"
  readonly terms: readonly Term[]
  readonly asked: Partial<Asked>
  readonly now: number
}

function Groups({ name, terms, asked, now }: GroupsProps) {
  if (asked[name])
    return (
      <p>
        {`Only of the ${name} `}
        <Text text={asked[name]} />
        {". "}
        <a href={href(path, { ...asked, [name]: undefined })}>All</a>
      </p>
    )
  const title = name === "reason" ? "Reason" : "Source"
  const groups: readonly Column<Term>[] = [
    {
      name: title,
      kind: "wide",
      cell: ({ value }) => (
        <a href={href(path, { ...asked, [name]: value })}>
          <Text text={value} />
        </a>
      ),
    },
    { name: "Dead letters", kind: "number", cell: ({ count }) => countText(count) },
    { name: "Last", cell: ({ lastMs }) => <Ago at={lastMs} now={now} /> },
  ]
  return <Table caption={`By ${name}`} columns={groups} rows={terms} none="" />
}

const columns = (replayed: ReadonlySet<string>): readonly Column<Event>[] => [
  {
    name: "Time (UTC)",
    kind: "time",
    cell: (e) => (
      <a href={eventHref(e["event.id"] ?? "")}>
        <Moment at={e["@timestamp"]} />
      </a>
    ),
  },
  { name: "Source", cell: (e) => <Text text={e["vedette.source"] ?? ""} /> },
  { name: "Reason", cell: (e) => <Text text={e["vedette.reason"] ?? ""} /> },
  { name: "Place", cell: (e) => <Text text={placeOf(e)} /> },
  { name: "Replayed", cell: (e) => outcome(e, replayed) },
  {
    name: "Record",
    kind: "wide",
    cell: (e) => <Text text={(e["event.original"] ?? "").slice(0, 301)} />,
  },
]

/** File and offset, topic, partition and offset, or the sender and the count of its records. */
export function placeOf(event: Event): string {
  const { "log.file.path": file, "vedette.peer.ip": peer, "vedette.position": position } = event
  return [file ?? peer, position].filter((part) => part !== undefined).join(" ")
}

function outcome(letter: Event, replayed: ReadonlySet<string>) {
  const id = letter["event.id"] ?? ""
  if (!replayed.has(id)) return "–"
  return <a href={eventHref(eventIdOf(id))}>stored</a>
}
