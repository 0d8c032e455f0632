import { errorText } from "../telemetry/log.ts"

/** A part that can't be opened as it is configured. `main.ts` prints it and exits with 78. */
export class OptionError extends Error {
  /** Path of what is wrong, below the part that threw it. */
  readonly option: string
  readonly reason: string
  constructor(option: string, reason: string) {
    super(`${option}: ${reason}`)
    this.option = option
    this.reason = reason
  }
}

/**
 * Opens what the options at `path` describe; what it throws becomes an issue of that path.
 * @throws OptionError, or a bug as it is
 */
export async function opening<T>(path: string, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof ReferenceError) throw cause
    if (!(cause instanceof OptionError)) throw new OptionError(path, errorText(cause))
    throw new OptionError(`${path}.${cause.option}`, cause.reason)
  }
}

interface Address {
  readonly host: string
  readonly port: number
}

/**
 * Opens a listener; that the address can't be had is told in words, with what to do.
 * @param option path of the port
 */
export function listening<T>(option: string, { host, port }: Address, listen: () => T): T {
  try {
    return listen()
  } catch (cause) {
    throw listenError(option, { host, port }, cause)
  }
}

/** What failed, as an issue of the option if it is the address, else as it is. */
export function listenError(option: string, { host, port }: Address, cause: unknown): unknown {
  const text = `${(cause as { code?: unknown }).code} ${errorText(cause)}`
  for (const [code, reason] of Object.entries(reasons))
    if (text.includes(code)) return new OptionError(option, reason(host, port))
  return cause
}

const reasons: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (host, port) =>
    `another program listens on ${host}:${port}; stop it or choose another port`,
  EACCES: (_, port) =>
    `port ${port} is not allowed; choose one above 1023 or grant CAP_NET_BIND_SERVICE`,
  EADDRNOTAVAIL: (host) => `${host} is not an address of this machine`,
  ENOTFOUND: (host) => `${host} is not an address of this machine`,
}
