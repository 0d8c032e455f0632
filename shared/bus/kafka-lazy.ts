import type { Admin, Producer } from "kafkajs"

/** Connects at first use; a failure to connect is the caller's, and the next use tries again. */
export function lazily<Client extends Producer | Admin>(make: () => Client) {
  let opening: Promise<Client> | undefined
  const connect = async () => {
    const client = make()
    try {
      await client.connect()
      return client
    } catch (cause) {
      opening = undefined
      await client.disconnect().catch(() => {})
      throw cause
    }
  }
  return {
    open: () => {
      opening ??= connect()
      return opening
    },
    close: async () => {
      const client = await opening?.catch(() => undefined)
      await client?.disconnect().catch(() => {})
    },
  }
}
