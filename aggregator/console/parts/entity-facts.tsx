/** @jsxImportSource hono/jsx */
import type { RuleLevel } from "#shared/sigma/types.ts"
import { type EntityKind, entityHref, kindOf } from "../entity.ts"
import type { Facts as EntityFacts, Shared, Tops } from "../entity-facts.ts"
import { href, valueQuery } from "../href.ts"
import { narrowed } from "../narrow.ts"
import { Bar, share } from "./alert-groups.tsx"
import { Caveats } from "./caveats.tsx"
import { Chip, Level } from "./chip.tsx"
import { Ago, Moment } from "./moment.tsx"
import { type Column, Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

/** What the links keep: the entity as a query, and the time. */
type Asked = Readonly<Record<"from" | "to", string | undefined>> & { readonly q: string }

interface FactsProps {
  readonly kind: EntityKind
  readonly asked: Asked
  readonly firstMs: number | undefined
  readonly last: string | undefined
  readonly levels: readonly { readonly level: RuleLevel; readonly count: number }[]
  readonly facts: EntityFacts
  readonly now: number
}

/** The first things one wants to know. */
export function Facts({ kind, asked, firstMs, last, levels, facts, now }: FactsProps) {
  if (firstMs === undefined) return null
  const found = levels.filter(({ count }) => count > 0)
  return (
    <dl class="facts">
      <div>
        <dt>First in this time</dt>
        <dd>
          <Moment at={firstMs} /> <span class="soft">{<Ago at={firstMs} now={now} />}</span>
        </dd>
      </div>
      <div>
        <dt>Last</dt>
        <dd>
          <Moment at={last} />{" "}
          <span class="soft">{<Ago at={Date.parse(last ?? "")} now={now} />}</span>
        </dd>
      </div>
      <div>
        <dt>Before this time</dt>
        <dd>
          {facts.before > 0 && `${countText(facts.before)} events`}
          {facts.before === 0 &&
            (facts.isOld ? (
              <strong>{`not seen: this ${kind} is new`}</strong>
            ) : (
              "nothing so old is stored"
            ))}
        </dd>
      </div>
      <div>
        <dt>Alerts by level</dt>
        <dd>
          {found.length === 0 && "none"}
          {found.map(({ level, count }) => (
            <a href={href("/alerts", { ...asked, level })}>
              <Level level={level} />
              {countText(count)}{" "}
            </a>
          ))}
        </dd>
      </div>
    </dl>
  )
}

interface TablesProps {
  readonly tops: readonly Tops[]
  readonly asked: Asked
}

/** Whom it has to do with: each leads to its own page, its count to what they have in common. */
export function PeerTables({ tops, asked }: TablesProps) {
  if (tops.length === 0) return <p class="none">Nobody else is named with it in this time.</p>
  return (
    <div class="tops">
      {tops.map((one) => (
        <section>
          <h3>{one.name.charAt(0).toUpperCase() + one.name.slice(1)}</h3>
          <TopTable top={one} asked={asked} head={one.field} />
        </section>
      ))}
    </div>
  )
}

/** What is most frequent with it. */
export const TopTables = ({ tops, asked }: TablesProps) => (
  <div class="tops">
    {tops.map((one) => (
      <TopTable top={one} asked={asked} head={one.field} />
    ))}
  </div>
)

interface TopTableProps {
  readonly top: Tops
  readonly asked: Asked
  readonly head: string
}

function TopTable({ top: { field, name, values, caveats }, asked, head }: TopTableProps) {
  const most = Math.max(...values.map(({ count }) => count))
  const kind = kindOf(field)
  const withRarity = values.some(({ elsewhere }) => elsewhere !== undefined)
  const columns: readonly Column<Shared>[] = [
    {
      name: head,
      kind: "wide",
      cell: ({ value }) =>
        kind && value !== "" && value.length <= 256 ? (
          <a href={entityHref(kind, value)}>
            <Text text={value} />
          </a>
        ) : (
          <Chip field={field} value={value} />
        ),
    },
    ...(withRarity ? [{ name: "Elsewhere", cell: rarityOf }] : []),
    { ...share, cell: ({ count }) => <Bar count={count} most={most} /> },
    {
      name: "Events",
      kind: "number",
      cell: ({ value, count }) => <Both field={field} value={value} count={count} asked={asked} />,
    },
  ]
  return (
    <>
      <Table caption={`Most frequent: ${name}`} columns={columns} rows={values} none="" />
      <Caveats caveats={caveats} />
    </>
  )
}

/** How usual it is with others. */
function rarityOf({ elsewhere, count }: Shared) {
  if (elsewhere === undefined) return ""
  if (elsewhere === 0) return <strong class="rare">only here</strong>
  const share = count / (count + elsewhere)
  if (share < 0.5) return <span class="soft">common</span>
  return <span class="soft">{`${Math.round(share * 100)} % here`}</span>
}

interface BothProps {
  readonly field: string
  readonly value: string
  readonly count: number
  readonly asked: Asked
}

function Both({ field, value, count, asked }: BothProps) {
  const part = valueQuery(field, value)
  if (!part) return <>{countText(count)}</>
  return <a href={href("/search", { ...asked, q: narrowed(asked.q, part) })}>{countText(count)}</a>
}
