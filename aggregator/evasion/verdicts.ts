import type { Event } from "#shared/ecs/event.ts"
import type { Store } from "../store/types.ts"
import { canonical } from "./features.ts"
import { eventFields, type TextKind, textKinds, textOfEvent } from "./kinds.ts"

const alertsMax = 1000

/** The text of an alert of evasion: of its event, or as the alert has it recorded. */
export function textOfAlert(
  alert: Event,
): { readonly text: string; readonly kind: TextKind } | undefined {
  const found = textOfEvent(alert as Readonly<Record<string, unknown>>)
  if (found) return found
  try {
    const [first] = JSON.parse(alert["vedette.matched"] ?? "[]") as {
      field: string
      value: string
    }[]
    const kind = textKinds.find((one) => eventFields[one].includes(first?.field ?? ""))
    return first && kind ? { text: String(first.value), kind } : undefined
  } catch {
    return undefined
  }
}

/** Texts of evasion alerts that people have called benign or false, the newest alerts first. */
export async function benignByVerdict(
  store: Pick<Store, "search" | "documents">,
  signal: AbortSignal,
): Promise<readonly { readonly text: string; readonly kind: TextKind }[]> {
  const query = { is: "term", field: "rule.id", value: "vedette-evasion" } as const
  const page = await store.search({ streams: ["alerts"], query }, alertsMax, undefined, signal)
  const ids = page.events.map((alert) => alert["event.id"] ?? "")
  if (ids.length === 0) return []
  const states = await store.documents("alert-state", ids)
  const isBenign = ({ body }: { body: Readonly<Record<string, unknown>> }) =>
    body["verdict"] === "benign" || body["verdict"] === "false positive"
  const benign = new Set(states.filter(isBenign).map(({ id }) => id))
  return page.events
    .filter((alert) => benign.has(alert["event.id"] ?? ""))
    .flatMap((alert) => textOfAlert(alert) ?? [])
}

/** What people have called benign: asked for each malicious text, looked up now and then. */
export function openVerdicts(store: Pick<Store, "search" | "documents">) {
  let known: ReadonlySet<string> = new Set()
  return {
    isBenign: (text: string) => known.size > 0 && known.has(canonical(text)),
    async look(signal: AbortSignal) {
      const texts = await benignByVerdict(store, signal)
      known = new Set(texts.map(({ text }) => canonical(text)))
    },
  }
}
