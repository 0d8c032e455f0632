import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { FormatContext } from "./define.ts"
import { readWinevent } from "./winevent-json.ts"

const prefix = "log.syslog.structured_data.NXLOG@14506."

/** A Windows event in the structured data of a syslog message, as NXLog's `to_syslog_ietf` writes it. */
export function readNxlog(event: Event, context: FormatContext): void {
  if (fieldOf(event, `${prefix}EventID`) === undefined) return
  if (fieldOf(event, `${prefix}Channel`) === undefined) return
  const object: Record<string, unknown> = {}
  for (const name of Object.keys(event)) {
    if (name.startsWith(prefix)) object[name.slice(prefix.length)] = fieldOf(event, name)
  }
  const provider = fieldOf(event, "log.syslog.appname")
  readWinevent({ SourceName: provider, ...object }, event, context)
}
