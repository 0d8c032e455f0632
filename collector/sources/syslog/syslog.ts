import type { Deps } from "#shared/config/define.ts"
import { type ListeningSource, openListeners } from "#shared/pipeline/listeners.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { openFraming } from "./framing.ts"
import { options, type SyslogOptions } from "./options.ts"

export const syslog = defineSource({
  summary: "Receives syslog by UDP, TCP and TLS (RFC 5426, 6587, 5425).",
  options,
  open: openSyslog,
})

export type SyslogSource = ListeningSource

/** @throws when a port can't be had */
export function openSyslog(
  options: SyslogOptions,
  deps: Deps & SourceWorld,
): Promise<SyslogSource> {
  return openListeners(options, {
    ...deps,
    framing: openFraming,
    openWorker: () => new Worker(new URL("./udp-worker.ts", import.meta.url)),
  })
}
