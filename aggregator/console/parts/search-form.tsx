/** @jsxImportSource hono/jsx */
import type { SearchState } from "../search-state.ts"
import { TimePicker } from "./time-picker.tsx"

/** The query and its time. */
export const SearchForm = ({ state }: { state: SearchState }) => (
  <form method="get" action="/search" class="ask">
    <label class="query">
      <span class="hidden">Query</span>
      <input
        name="q"
        type="search"
        value={state.q ?? ""}
        maxlength={4096}
        spellcheck={false}
        autocomplete="off"
        placeholder='user.name:root AND NOT source.ip:10.0.0.0/8 "failed password"'
      />
    </label>
    {(["columns", "by", "field"] as const).map(
      (name) => state[name] && <input type="hidden" name={name} value={state[name]} />,
    )}
    <button type="submit">Search</button>
    <TimePicker path="/search" state={state} />
    <label class="live">
      <input type="checkbox" name="live" value="1" checked={state.live === "1"} /> Live
    </label>
  </form>
)
