import { redacted } from "./redact.ts"

/**
 * Our own logs: ECS, one JSON line each, on standard error.
 *
 * INFO: life cycle only. WARN: unexpected, nothing lost. ERROR: data lost or a person needed.
 * The message is constant; what varies goes into fields. Never per event; secrets are cut out.
 */
export interface Log {
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warn(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
}

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>

const levels = ["debug", "info", "warn", "error"] as const
export type Level = (typeof levels)[number]

/** @param service `service.name` of each line. @param least lines below this level are left out. */
export function openLog(
  service: string,
  least: Level = "info",
  write: (line: string) => void = (line) => process.stderr.write(line),
): Log {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      if (levels.indexOf(level) < levels.indexOf(least)) return
      const line = {
        "@timestamp": new Date().toISOString(),
        "log.level": level,
        message,
        "service.name": service,
        ...fields,
      }
      write(`${JSON.stringify(line, clean)}\n`)
    }
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") }
}

const clean = (_: string, value: unknown) => (typeof value === "string" ? redacted(value) : value)

/** What of a thrown thing belongs into a log line. */
export function errorText(cause: unknown): string {
  if (!(cause instanceof Error)) return redacted(String(cause))
  const said = redacted(cause.message || cause.name)
  const plain = plainWords.get((cause as NodeJS.ErrnoException).code)
  return plain ? `${plain} (${said})` : said
}

/** What of the system's errors a person has to mend. */
const plainWords = new Map<string | undefined, string>([
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "the disk's quota is used up"],
  ["EROFS", "the disk is read-only"],
])
