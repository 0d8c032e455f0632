/** @jsxImportSource hono/jsx */
import { type Typed, textCharsMax } from "../rule-edit.ts"
import { Csrf } from "./csrf.tsx"

interface Props {
  readonly typed: Typed
  /** While it is tried: what is typed would be lost. */
  readonly isLocked: boolean
  /** Whether there is a place to save it. */
  readonly isSaved: boolean
}

/** The text of a rule, what it is tried on, and the way to save it. */
export function EditForm({ typed, isLocked, isSaved }: Props) {
  const { text, key, revision, events, on } = typed
  return (
    <form method="post" action="/rules/try" class="edit">
      <Csrf />
      <input type="hidden" name="key" value={key} />
      <input type="hidden" name="revision" value={revision} />
      <fieldset disabled={isLocked} class="plain">
        <legend class="hidden">The rule</legend>
        <label>
          Rule, in Sigma's language
          <textarea
            name="text"
            class="code"
            rows={Math.min(30, Math.max(16, text.split("\n").length + 1))}
            maxlength={textCharsMax}
            spellcheck={false}
            required
          >
            {`\n${text}`}
          </textarea>
        </label>
      </fieldset>
      <fieldset disabled={isLocked} class="plain tried-on">
        <legend>Try it on</legend>
        <p>
          <label>
            <input type="radio" name="on" value="store" checked={on !== "pasted"} /> events of the
            store
          </label>
        </p>
        <p class="within">
          <label>
            From <input name="from" value={typed.from} maxlength={40} placeholder="now-24h" />
          </label>{" "}
          <label>
            To <input name="to" value={typed.to} maxlength={40} placeholder="now" />
          </label>{" "}
          <label class="long">
            Only those of{" "}
            <input
              name="q"
              value={typed.q}
              maxlength={4096}
              placeholder="event.dataset:system.auth"
            />
          </label>
        </p>
        <p>
          <label>
            <input type="radio" name="on" value="pasted" checked={on === "pasted"} /> these events:
            JSON as the console shows it, or lines of a log
          </label>
        </p>
        <label class="within">
          <span class="hidden">Events</span>
          <textarea
            name="events"
            class="code"
            rows={events === "" ? 3 : 8}
            maxlength={65_536}
            spellcheck={false}
            placeholder='{"process.name": "example", "host.os.type": "linux"}'
          >
            {`\n${events}`}
          </textarea>
        </label>
        <p>
          <button type="submit">Try it</button>
        </p>
      </fieldset>
      {isSaved ? (
        <fieldset disabled={isLocked} class="change">
          <legend>Save it</legend>
          <label class="long">
            Reason
            <input
              name="reason"
              value={typed.reason}
              maxlength={500}
              placeholder="why it is needed"
            />
          </label>
          {on === "pasted" && events !== "" && (
            <p>
              <label>
                <input type="checkbox" name="cases" value="1" checked={typed.cases === "1"} /> and
                keep the pasted events beside it as its cases: what matches now must match, the
                others must not
              </label>
            </p>
          )}
          <button type="submit" formaction="/rules/save">
            Save it
          </button>
          <p class="hint">
            It is written to the folder of this site's own rules, which no update touches.
            Collectors that read this folder take it over within half a minute; to others you bring
            it, by git or a ConfigMap.
          </p>
        </fieldset>
      ) : (
        <p class="caveat">
          It can't be saved here: <code>rules.overlay</code> of the aggregator's configuration names
          no folder.
        </p>
      )}
    </form>
  )
}
