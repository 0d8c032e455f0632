/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx"
import { zonedName } from "./moment.tsx"

export interface Column<Row> {
  readonly name: string
  readonly kind?: "number" | "time" | "wide"
  /** Shown instead of the name. */
  readonly head?: Child
  cell(row: Row): Child
}

interface TableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  /** Shown over the whole width, below a row whose details are open. */
  readonly below?: (row: Row) => Child
  /** Said where there are no rows. */
  readonly none: string
}

/** The one table of the console. */
export function Table<Row>({ caption, columns, rows, below, none }: TableProps<Row>) {
  if (rows.length === 0) return <p class="none">{none}</p>
  return (
    <section class="scroll" tabindex={0} aria-label={caption}>
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ name, kind, head }) => (
              <th scope="col" class={kind ?? ""}>
                {head ?? zonedName(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <>
              <tr>
                {columns.map(({ cell, kind }) => (
                  <td class={kind ?? ""}>{cell(row)}</td>
                ))}
              </tr>
              {below && (
                <tr class="below">
                  <td colspan={columns.length}>{below(row)}</td>
                </tr>
              )}
            </>
          ))}
        </tbody>
      </table>
    </section>
  )
}
