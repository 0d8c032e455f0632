import type { Role } from "../access/roles.ts"

/** Who may ask for a route, and what is written down of it. */
export interface Access {
  readonly method: "GET" | "POST"
  /** As the route is written: `:name` stands for one part, a last `*` for all that follows. */
  readonly path: string
  readonly least: Role | "anyone"
  /** The action under which it is noted in the audit log; all but reading is noted anyway. */
  readonly audit?: string
}

/** Every page and every part of the API. What is not here is not served: a test holds that all are. */
export const accessTable: readonly Access[] = [
  { method: "GET", path: "/login", least: "anyone" },
  { method: "POST", path: "/login", least: "anyone" }, // notes itself: it knows what came of it
  { method: "GET", path: "/assets/*", least: "anyone" },

  { method: "GET", path: "/", least: "viewer" },
  { method: "GET", path: "/health", least: "viewer" },
  { method: "GET", path: "/search", least: "viewer", audit: "search" },
  { method: "GET", path: "/alerts", least: "viewer", audit: "alerts-search" },
  { method: "GET", path: "/alert/:id", least: "viewer", audit: "alert-read" },
  { method: "POST", path: "/alerts", least: "analyst", audit: "alerts-change" },
  { method: "POST", path: "/alerts/stop", least: "analyst", audit: "alerts-change-stop" },
  { method: "POST", path: "/alert/:id", least: "analyst", audit: "alert-change" },
  { method: "GET", path: "/entity/:kind", least: "viewer", audit: "entity-read" },
  { method: "GET", path: "/event/:id", least: "viewer", audit: "event-read" },
  { method: "GET", path: "/rules", least: "viewer" },
  { method: "GET", path: "/rule/:id", least: "viewer", audit: "rule-read" },
  { method: "POST", path: "/rule/:id", least: "analyst", audit: "rule-change" },
  { method: "POST", path: "/rule/:id/try", least: "analyst", audit: "rule-trial" },
  { method: "GET", path: "/rules/edit", least: "analyst" },
  { method: "POST", path: "/rules/try", least: "analyst", audit: "rule-trial" },
  { method: "GET", path: "/rules/try/:id", least: "analyst", audit: "rule-trial-read" },
  { method: "POST", path: "/rules/try/:id/stop", least: "analyst", audit: "rule-trial-stop" },
  { method: "POST", path: "/rules/costs", least: "analyst", audit: "rule-costs" },
  { method: "POST", path: "/rules/save", least: "analyst", audit: "rule-save" },
  { method: "POST", path: "/rules/remove", least: "analyst", audit: "rule-remove" },
  { method: "GET", path: "/dead-letters", least: "viewer", audit: "dead-letters-search" },
  { method: "GET", path: "/settings", least: "viewer" },
  { method: "POST", path: "/settings", least: "viewer", audit: "settings-change" },
  { method: "GET", path: "/account", least: "viewer" },
  { method: "POST", path: "/account/password", least: "viewer", audit: "password-change" },
  { method: "POST", path: "/logout", least: "viewer", audit: "logout" },
  { method: "POST", path: "/logout/everywhere", least: "viewer", audit: "logout-everywhere" },

  { method: "GET", path: "/api/health", least: "viewer" },
  { method: "GET", path: "/api/flow", least: "viewer" },
  { method: "GET", path: "/api/sources", least: "viewer" },
  { method: "GET", path: "/api/ledger", least: "viewer" },
  { method: "GET", path: "/api/events", least: "viewer", audit: "search" },
  { method: "GET", path: "/api/alerts", least: "viewer", audit: "alerts-search" },
  { method: "GET", path: "/api/alerts/:id", least: "viewer", audit: "alert-read" },
  { method: "POST", path: "/api/alerts/:id", least: "analyst", audit: "alert-change" },
  { method: "POST", path: "/api/alerts", least: "analyst", audit: "alerts-change" },
  { method: "GET", path: "/api/alert-counts", least: "viewer", audit: "alerts-search" },
  { method: "GET", path: "/api/alert-changes/:id", least: "viewer" },
  {
    method: "POST",
    path: "/api/alert-changes/:id/stop",
    least: "analyst",
    audit: "alerts-change-stop",
  },
  { method: "GET", path: "/api/alerts-export", least: "viewer", audit: "export" },
  { method: "GET", path: "/api/people", least: "viewer" },
  { method: "GET", path: "/api/verdicts", least: "viewer", audit: "export" },
  { method: "GET", path: "/api/rules", least: "viewer" },
  { method: "POST", path: "/api/rules/try", least: "analyst", audit: "rule-trial" },
  { method: "GET", path: "/api/rules/:id", least: "viewer", audit: "rule-read" },
  { method: "POST", path: "/api/rules/:id", least: "analyst", audit: "rule-change" },
  { method: "GET", path: "/api/events/:id", least: "viewer", audit: "event-read" },
  { method: "GET", path: "/api/export", least: "viewer", audit: "export" },
  { method: "GET", path: "/api/histogram", least: "viewer", audit: "histogram" },
  { method: "GET", path: "/api/terms", least: "viewer", audit: "terms" },

  { method: "POST", path: "/searches", least: "viewer", audit: "search-save" },
  { method: "POST", path: "/searches/forget", least: "viewer", audit: "search-history-forget" },
  { method: "POST", path: "/searches/:id", least: "viewer", audit: "search-change" },
  { method: "GET", path: "/api/searches", least: "viewer" },
  { method: "GET", path: "/api/searches/history", least: "viewer" },
  { method: "POST", path: "/api/searches", least: "viewer", audit: "search-save" },
  { method: "POST", path: "/api/searches/forget", least: "viewer", audit: "search-history-forget" },
  { method: "POST", path: "/api/searches/:id", least: "viewer", audit: "search-change" },
  { method: "POST", path: "/api/searches/:id/remove", least: "viewer", audit: "search-remove" },

  { method: "GET", path: "/api/dead-letters", least: "viewer", audit: "dead-letters-search" },

  { method: "GET", path: "/replay", least: "analyst" },
  { method: "POST", path: "/replay", least: "analyst", audit: "replay" },
  { method: "POST", path: "/api/replay", least: "analyst", audit: "replay" },
  { method: "POST", path: "/demo", least: "analyst", audit: "demo" },
  { method: "POST", path: "/api/demo", least: "analyst", audit: "demo" },

  { method: "GET", path: "/audit", least: "admin", audit: "audit-read" },
  { method: "GET", path: "/api/audit", least: "admin", audit: "audit-read" },
]

/** The rule of a request; of several the one written first. */
export function accessOf(method: string, path: string): Access | undefined {
  const asked = method === "HEAD" ? "GET" : method
  return accessTable.find((one) => one.method === asked && fits(one.path, path))
}

/** Whether a path is one of a route's. */
export function fits(route: string, path: string): boolean {
  const [parts, given] = [route.split("/"), path.split("/")]
  if (parts.at(-1) === "*") return parts.slice(0, -1).every((part, at) => part === given[at])
  return (
    parts.length === given.length &&
    parts.every((part, at) => (part.startsWith(":") ? given[at] !== "" : part === given[at]))
  )
}
