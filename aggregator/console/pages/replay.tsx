/** @jsxImportSource hono/jsx */
import type { Context } from "hono"
import type { ReplayDone } from "../../replay.ts"
import { href } from "../href.ts"
import { type Asked, askedBy, askedIn, replayAsked } from "../letters.ts"
import { Csrf } from "../parts/csrf.tsx"
import { Layout } from "../parts/layout.tsx"
import { countText, Text } from "../parts/text.tsx"
import type { World } from "../world.ts"
import { notFound } from "./plain.tsx"

const filters = ["q", "from", "to", "source", "reason"] as const

/** What would be sent back, before it is. */
export async function replayPage(world: World, c: Context) {
  if (!world.replay) return notFound(c)
  const asked = askedIn(c)
  const would = await replayAsked(world, { ...asked, dryRun: "1" })
  return c.html(
    <Layout title="Replay dead letters" place="/health">
      <Would would={would} />
      <dl>
        {filters.flatMap((name) =>
          asked[name] === undefined
            ? []
            : [
                <dt>{name}</dt>,
                <dd>
                  <Text text={asked[name]} />
                </dd>,
              ],
        )}
      </dl>
      <form method="post" action="/replay">
        <Csrf />
        {filters.map(
          (name) => asked[name] && <input type="hidden" name={name} value={asked[name]} />,
        )}
        <p>
          <label>
            <input type="checkbox" name="again" value="1" /> Also those that have become events:
            they stay stored once
          </label>
        </p>
        <details>
          <summary>Read them in another way than they came</summary>
          <p>
            <label>
              Format <input name="format" maxlength={64} />
            </label>{" "}
            <label>
              Dataset <input name="dataset" maxlength={64} />
            </label>{" "}
            <label>
              Time zone <input name="zone" maxlength={64} placeholder="Europe/Paris" />
            </label>
          </p>
        </details>
        <p>
          <button type="submit">Replay</button>{" "}
          <a href={href("/dead-letters", pickFilters(asked))}>Back</a>
        </p>
      </form>
    </Layout>,
  )
}

function Would({ would }: { would: ReplayDone }) {
  const { found, sent, known, isCut } = would
  return (
    <>
      <p>
        A collector reads these records anew, by the rules now in force: {countText(sent)} of{" "}
        {countText(found)}.{isCut && " Only the newest are sent at once."}
      </p>
      {known > 0 && <p>{countText(known)} have become events already and are left out.</p>}
      <p class="hint">
        The dead letters stay. What can be read now is stored under its own id, once.
      </p>
    </>
  )
}

const pickFilters = (asked: Partial<Asked>) =>
  Object.fromEntries(filters.map((name) => [name, asked[name]]))

/** Sends them, and leads back to the dead letters. */
export async function replayNow(world: World, c: Context) {
  if (!world.replay) return notFound(c)
  const asked = await askedBy(c)
  const { sent } = await replayAsked(world, asked)
  return c.redirect(href("/dead-letters", { ...pickFilters(asked), sent: String(sent) }), 303)
}
