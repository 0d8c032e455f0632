/** 32-bit words in an address of each family. */
export const wordsIn = { ipv4: 1, ipv6: 4 } as const
export type Family = keyof typeof wordsIn

/** An address as 32-bit words, the highest first: one for IPv4, four for IPv6. */
export function wordsOf(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined
  return text.includes(":") ? v6(text) : v4(text)
}

function v4(text: string): readonly number[] | undefined {
  let word = 0
  let byte = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      if (byte < 0 || dots++ === 3) return undefined
      word = word * 256 + byte
      byte = -1
    } else {
      if (code < 48 || code > 57) return undefined
      byte = Math.max(byte, 0) * 10 + code - 48
      if (byte > 255) return undefined
    }
  }
  return dots === 3 && byte >= 0 ? [word * 256 + byte] : undefined
}

function v6(text: string): readonly number[] | undefined {
  const gap = text.indexOf("::")
  const head = gap < 0 ? groups(text) : groups(text.slice(0, gap))
  const tail = gap < 0 ? [] : groups(text.slice(gap + 2))
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined
  const all = missing ? [...head, ...new Array<number>(missing).fill(0), ...tail] : head
  return [0, 2, 4, 6].map((at) => all[at]! * 65_536 + all[at + 1]!)
}

function groups(text: string): number[] | undefined {
  if (text === "") return []
  const found: number[] = []
  for (const part of text.split(":")) {
    if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined
    found.push(Number.parseInt(part, 16))
  }
  return found
}
