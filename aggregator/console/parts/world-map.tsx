/** @jsxImportSource hono/jsx */
import type { Terms } from "../../store/types.ts"
import world from "../assets/world.json" with { type: "json" }
import { href, valueQuery } from "../href.ts"
import { Bar, share } from "./alert-groups.tsx"
import { Caveats } from "./caveats.tsx"
import { countryName } from "./changes.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

const { width, height } = world
const outlines = new Map<string, string>(Object.entries(world.outlines))
const places = new Map<string, readonly number[]>(Object.entries(world.places))

const field = "source.geo.country_iso_code"
const heats = 5
const shownMax = 10

/** All outlines in one colour that is seen on light and dark ground. */
export const worldSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><g fill="#8d9498" fill-opacity=".28">${[...outlines.values()].map((d) => `<path d="${d}"/>`).join("")}</g></svg>`

interface WorldMapProps {
  /** Events by country. */
  readonly events: Terms
  readonly alerts: Terms
  readonly state: Readonly<Record<"from" | "to", string | undefined>>
}

interface Country {
  readonly code: string
  readonly name: string
  readonly events: number
  readonly alerts: number
  readonly to: string
}

/** From which countries events come: a map, and the same as a table. */
export function WorldMap({ events, alerts, state }: WorldMapProps) {
  const found = new Map(alerts.values.map(({ value, count }) => [value, count]))
  const countries = events.values.map(
    ({ value, count }): Country => ({
      ...{ code: value, name: countryName(value), events: count, alerts: found.get(value) ?? 0 },
      to: href("/search", { ...state, q: valueQuery(field, value) }),
    }),
  )
  if (countries.length === 0)
    return <p class="none">No event of this time comes from an address whose country is known.</p>
  return (
    <div class="world">
      <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <image href="/assets/world.svg" width={width} height={height} />
        {countries.map((one) => (
          <Mark country={one} most={countries[0]!.events} />
        ))}
      </svg>
      <div>
        <Countries countries={countries} state={state} />
        <Caveats caveats={[...new Set([...events.caveats, ...alerts.caveats])]} />
      </div>
    </div>
  )
}

/** The table says the same, so that no keyboard has to go through the map. */
function Mark({ country, most }: { country: Country; most: number }) {
  const { code, name, events, alerts, to } = country
  const [outline, place] = [outlines.get(code), places.get(code)]
  if (!outline && !place) return null
  const heat = Math.max(1, Math.ceil((Math.log1p(events) / Math.log1p(most)) * heats))
  const shape = `heat-${heat}${alerts > 0 ? " alerting" : ""}`
  return (
    <a href={to} tabindex={-1}>
      {outline ? (
        <path class={shape} d={outline} />
      ) : (
        <circle class={shape} cx={place![0]!} cy={place![1]!} r={4} />
      )}
      <title>{`${name}: ${amount(events, "event")}, ${amount(alerts, "alert")}`}</title>
    </a>
  )
}

const amount = (count: number, what: string) =>
  `${countText(count)} ${what}${count === 1 ? "" : "s"}`

function Countries({
  countries,
  state,
}: { countries: readonly Country[] } & Pick<WorldMapProps, "state">) {
  const most = countries[0]!.events
  const columns: readonly Column<Country>[] = [
    {
      name: "Country",
      kind: "wide",
      cell: ({ name, to }) => (
        <a href={to}>
          <Text text={name.slice(0, 60)} />
        </a>
      ),
    },
    { ...share, cell: ({ events }) => <Bar count={events} most={most} /> },
    { name: "Events", kind: "number", cell: ({ events }) => countText(events) },
    {
      name: "Alerts",
      kind: "number",
      cell: ({ code, alerts }) =>
        alerts > 0 && (
          <a href={href("/alerts", { ...state, q: valueQuery(field, code) })}>
            {countText(alerts)}
          </a>
        ),
    },
  ]
  return (
    <div>
      <Table
        caption="Countries"
        columns={columns}
        rows={countries.slice(0, shownMax)}
        none="No country."
      />
      {countries.length > shownMax && (
        <p class="hint">{`The first ${shownMax} of ${countries.length}.`}</p>
      )}
    </div>
  )
}
