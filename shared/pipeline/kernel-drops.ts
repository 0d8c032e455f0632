import { readFileSync } from "node:fs"

/**
 * Datagrams that the kernel dropped at the sockets of a port, for want of room, since they opened.
 * /proc/net/udp, one socket a line: `sl local_address rem_address st … inode ref pointer drops`,
 * with `local_address` = hex address, colon, hex port.
 */
export function kernelDrops(port: number, tables = ["/proc/net/udp", "/proc/net/udp6"]): number {
  return tables.reduce((sum, path) => sum + dropsIn(tableText(path), port), 0)
}

function tableText(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch {
    return "" // not Linux, or /proc is hidden: nothing can be said
  }
}

export function dropsIn(table: string, port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`
  let sum = 0
  for (const line of table.split("\n").slice(1)) {
    const columns = line.trim().split(/\s+/)
    if (columns[1]?.endsWith(suffix)) sum += Number(columns.at(-1)) || 0
  }
  return sum
}
