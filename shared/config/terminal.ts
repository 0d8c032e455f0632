import { readFileSync } from "node:fs"

/**
 * SIGHUP asks a service for a reload; to a program on a terminal it says that the terminal is gone.
 * True where it can't be known.
 */
export function hasTerminal(): boolean {
  try {
    // what follows the name in brackets: state, parent, group, session, terminal
    const [, fields = ""] = readFileSync("/proc/self/stat", "latin1").split(/\) (?!.*\) )/s)
    return fields.split(" ")[4] !== "0"
  } catch {
    return true
  }
}
