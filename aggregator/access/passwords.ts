/** More wait for a password to be checked than will be. */
export class TooBusy extends Error {
  constructor() {
    super("too many logins at once; try again in a moment")
  }
}

/** Hashes and checks passwords beside the event loop, never many at once: each takes 64 MiB. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long where there is no such account. @throws TooBusy */
  verify(password: string, hash: string | undefined): Promise<boolean>
}

const cost = { algorithm: "argon2id", memoryCost: 65_536, timeCost: 2 } as const
const atOnceMax = 2
const waitingMax = 32

export const passwordCharsMin = 12
export const passwordBytesMax = 1024

export function openPasswords(options: { memoryCost?: number } = {}): Passwords {
  const gate = openGate(atOnceMax, waitingMax)
  const hash = (password: string) => Bun.password.hash(password, { ...cost, ...options })
  let nobody: Promise<string> | undefined
  return {
    hash: (password) => gate(() => hash(password)),
    verify: (password, known) =>
      gate(async () => {
        nobody ??= hash(crypto.randomUUID())
        const against = known ?? (await nobody)
        const isRight = await Bun.password.verify(fit(password), against).catch(() => false)
        return isRight && known !== undefined && fit(password) === password
      }),
  }
}

/** Why a password is not good enough, or nothing. */
export function passwordFault(password: string, name: string): string | undefined {
  if ([...password].length < passwordCharsMin)
    return `a password has at least ${passwordCharsMin} characters`
  if (Buffer.byteLength(password) > passwordBytesMax)
    return `a password has at most ${passwordBytesMax} bytes`
  if (password.toLowerCase().includes(name.toLowerCase())) return "a password has no name in it"
  if (new Set(password).size < 5) return "a password has at least five different characters"
  return undefined
}

const fit = (password: string) =>
  Buffer.byteLength(password) > passwordBytesMax ? "" : password || "\0"

function openGate(atOnce: number, waiting: number) {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new TooBusy()
      await new Promise<void>((go) => queue.push(go))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift() // takes over this place
      if (next) next()
      else running--
    }
  }
}
