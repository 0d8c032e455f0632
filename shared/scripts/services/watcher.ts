import { isAlive } from "./jvm.ts"
import { locked, readState, type Service, type State, stopService } from "./state.ts"

// Stops a service when the last of its owners is gone, however it went.
const service = process.argv[2] as Service

while (true) {
  const state = await readState(service)
  if (!state?.owners) break
  if (!state.owners.some(isAlive) && (await stopUnowned(service))) break
  await Bun.sleep(500)
}

/** Looks again under the lock: a new owner may have come. */
async function stopUnowned(name: Service): Promise<boolean> {
  return locked(name, async () => {
    const state: State | undefined = await readState(name)
    if (!state) return true
    if (!state.owners || state.owners.some(isAlive)) return false
    await stopService(name, state)
    return true
  })
}
