/** @jsxImportSource hono/jsx */
import { href } from "../href.ts"
import type { PastSearch } from "../search-history.ts"
import { type SavedSearch, type Search, searchNames } from "../searches.ts"
import { mayAll, mayShare, self } from "../searches-api.ts"
import { Csrf } from "./csrf.tsx"
import { Ago } from "./moment.tsx"
import { Keys, Syntax } from "./query-help.tsx"
import { Text } from "./text.tsx"

export interface Kept {
  /** Undefined where the store does not tell them now. */
  readonly saved: readonly SavedSearch[] | undefined
  readonly past: readonly PastSearch[] | undefined
}

interface KeptProps extends Kept {
  readonly search: Search
  readonly now: number
}

/** Beside the query: its language, saved searches, one's last searches, and a name for this one. */
export function KeptSearches({ saved, past, search, now }: KeptProps) {
  return (
    <div class="kept">
      <Menu name="Syntax">
        <Syntax />
      </Menu>
      <Menu name="Saved searches" count={saved?.length}>
        {saved === undefined && <NotNow />}
        {saved?.length === 0 && (
          <p class="none">None yet. Make a search, then give it a name under “Save this search”.</p>
        )}
        <ul>
          {saved?.map((one) => (
            <Saved one={one} search={search} />
          ))}
        </ul>
      </Menu>
      <Menu name="History" count={past?.length}>
        {past === undefined && <NotNow />}
        {past?.length === 0 && <p class="none">The searches that you make are listed here.</p>}
        <ul>
          {past?.map((one) => (
            <li>
              <a href={href("/search", searchIn(one))}>
                <Text text={(one.q || "everything").slice(0, 300)} />
              </a>
              <span class="hint">
                {spanText(one)} · <Ago at={one.atMs} now={now} />
              </span>
            </li>
          ))}
        </ul>
        {past !== undefined && past.length > 0 && (
          <form method="post" action="/searches/forget">
            <Csrf />
            <Back search={search} />
            <button type="submit" class="quiet">
              Forget them
            </button>
          </form>
        )}
      </Menu>
      <Menu name="Save this search">
        <form method="post" action="/searches" class="save">
          <Csrf />
          {searchNames.map(
            (name) => search[name] && <input type="hidden" name={name} value={search[name]} />,
          )}
          <label>
            Name{" "}
            <input name="name" required maxlength={100} placeholder="Failed logins of admins" />
          </label>
          {mayShare() && <Share isShared={false} />}
          <button type="submit">Save</button>
        </form>
      </Menu>
      <Menu name="Keys">
        <Keys />
      </Menu>
    </div>
  )
}

interface MenuProps {
  readonly name: string
  readonly count?: number | undefined
  readonly children?: unknown
}

const Menu = ({ name, count, children }: MenuProps) => (
  <details name="kept">
    <summary>
      {name}
      {count !== undefined && count > 0 && <span class="count"> {count}</span>}
    </summary>
    <div class="panel">{children}</div>
  </details>
)

const NotNow = () => <p class="caveat">The store does not tell them now.</p>

function Saved({ one, search }: { one: SavedSearch; search: Search }) {
  const isOwn = one.owner === self()
  return (
    <li>
      <a href={href("/search", searchIn(one))} title={one.q ?? "everything"}>
        <Text text={one.name} />
      </a>
      <span class="hint">
        {spanText(one)}
        {one.isShared && " · shared"}
        {!isOwn && (
          <>
            {" by "}
            <Text text={one.owner} />
          </>
        )}
      </span>
      {(isOwn || mayAll()) && (
        <details class="edit">
          <summary aria-label={`Change ${one.name}`}>Change</summary>
          <form method="post" action={`/searches/${one.id}`} class="save">
            <Csrf />
            <Back search={search} />
            <input type="hidden" name="revision" value={String(one.revision)} />
            {isOwn && (
              <label>
                Name <input name="name" value={one.name} required maxlength={100} />
              </label>
            )}
            {isOwn && mayShare() && <Share isShared={one.isShared} />}
            {isOwn && <button type="submit">Change</button>}
            <button type="submit" name="act" value="remove" class="quiet" formnovalidate>
              Remove
            </button>
          </form>
        </details>
      )}
    </li>
  )
}

const Share = ({ isShared }: { isShared: boolean }) => (
  <label class="tick">
    <input type="checkbox" name="shared" value="1" checked={isShared} /> Share with all
  </label>
)

const Back = ({ search }: { search: Search }) => (
  <input type="hidden" name="back" value={href("", search).slice(1)} />
)

const searchIn = (one: Search): Search =>
  Object.fromEntries(searchNames.map((name) => [name, one[name]]))

/** `now-24h` as "last 24h". */
function spanText({ from, to }: Search): string {
  if (!to && from?.startsWith("now-")) return `last ${from.slice(4)}`
  return [from && `from ${from}`, to && `to ${to}`].filter(Boolean).join(" ") || "last 24h"
}
