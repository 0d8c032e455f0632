const cleanups = new Set<() => void>()

/** What is to be done when this process ends, however it is ended (but for SIGKILL). */
export function atEnd(cleanup: () => void): Disposable {
  listen()
  cleanups.add(cleanup)
  return { [Symbol.dispose]: () => void cleanups.delete(cleanup) }
}

let isListening = false

function listen(): void {
  if (isListening) return
  isListening = true
  process.on("exit", () => {
    for (const cleanup of cleanups) cleanup()
  })
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)
    process.on(signal, () => process.exit(status))
}

export function killNow(pid: number): void {
  try {
    process.kill(pid, "SIGKILL")
  } catch {} // it has ended
}
