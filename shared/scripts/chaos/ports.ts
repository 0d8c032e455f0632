const first = 12_000
const last = 32_000 // from here on Linux lends ports to connections

/**
 * Ports that are free, and that no connection is given: while a program is down, nobody else takes
 * the one that it listens on when it is up.
 */
export function portsBelowThoseLent(count: number): number[] {
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = first + Math.floor(Math.random() * (last - first))
    if (isFree(port)) ports.add(port)
  }
  return [...ports]
}

function isFree(port: number): boolean {
  try {
    Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } }).stop(true)
    return true
  } catch {
    return false
  }
}
