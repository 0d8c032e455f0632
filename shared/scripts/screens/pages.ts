/** A page of the console, as a file's name and a path. */
export interface Shot {
  readonly name: string
  readonly path: string
  /** A click before the picture is taken, by selector. */
  readonly click?: string
}

/** Every page, with what there is in this console in the place of names. */
export async function shotsOf(console: string): Promise<Shot[]> {
  const found = await alertIn(console)
  const {
    "event.id": alert = "none",
    "vedette.event_ids": events,
    "host.name": host,
    "rule.id": rule,
  } = found
  const event = (Array.isArray(events) ? events[0] : events) ?? alert
  const day = "from=now-24h"
  return [
    { name: "overview", path: "/" },
    { name: "search", path: `/search?${day}` },
    {
      name: "search-query",
      path: `/search?${day}&q=${encodeURIComponent("event.outcome:failure")}`,
    },
    { name: "search-row", path: `/search?${day}&q=root`, click: "details.event > summary" },
    { name: "search-wrong", path: `/search?${day}&q=${encodeURIComponent("user.name:(alice OR")}` },
    { name: "search-none", path: `/search?${day}&q=nothing-has-this` },
    { name: "alerts", path: "/alerts" },
    { name: "alerts-rule", path: "/alerts?group=rule" },
    { name: "alert", path: `/alert/${encodeURIComponent(String(alert))}` },
    { name: "entity", path: `/entity/host?value=${encodeURIComponent(String(host ?? ""))}` },
    { name: "event", path: `/event/${encodeURIComponent(String(event))}` },
    { name: "rules", path: "/rules" },
    { name: "rule", path: `/rule/${encodeURIComponent(String(rule))}` },
    { name: "rule-edit", path: `/rules/edit?from=${encodeURIComponent(String(rule))}` },
    { name: "health", path: "/health" },
    { name: "dead-letters", path: "/dead-letters" },
    { name: "replay", path: "/replay" },
    { name: "audit", path: "/audit" },
    { name: "account", path: "/account" },
    { name: "settings", path: "/settings" },
    { name: "login", path: "/login" },
    { name: "nowhere", path: "/nowhere" },
  ]
}

/** The gravest alert that names a host. */
async function alertIn(console: string): Promise<Record<string, unknown>> {
  const answer = await fetch(
    `${console}/api/alerts?q=${encodeURIComponent("host.name:*")}&size=200`,
  )
  const { events = [] } = (await answer.json()) as { events?: Record<string, unknown>[] }
  const severity = (one: Record<string, unknown>) => Number(one["event.severity"]) || 0
  return events.toSorted((a, b) => severity(b) - severity(a))[0] ?? {}
}
