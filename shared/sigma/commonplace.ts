import type { Anchor } from "./check.ts"
import { gramAt, gramChars } from "./gram.ts"

/** What stands in very many events whatever happens, so that it tells little. */
const commonplace = [
  "c:\\program files (x86)\\microsoft",
  "c:\\windows\\system32\\windowspowershell\\v1.0\\powershell.exe",
  "c:\\windows\\syswow64\\svchost.exe",
  "c:\\windows\\explorer.exe",
  "\\appdata\\local\\temp\\",
  "\\appdata\\roaming\\microsoft\\windows\\",
  "c:\\users\\public\\",
  "c:\\programdata\\",
  "\\cmd.exe /c ",
  "|c:\\windows\\system32\\ntdll.dll+",
  "rundll32.exe",
  "services.exe",
  "conhost.exe",
  "hklm\\software\\microsoft\\windows nt\\currentversion\\",
  "hklm\\system\\currentcontrolset\\services\\",
  "hklm\\system\\currentcontrolset\\control\\",
  "software\\wow6432node\\classes\\clsid\\",
  "nt authority\\system",
  "microsoft corporation",
  "binary data",
  "dword (0x00000001)",
  "0x1400",
  "0x1000",
  "0x1fffff",
  "http://www.",
  "https://",
  ".com/",
  "get",
  "post",
  "-command",
  "function ",
  "param(",
  "-object",
  "kernel32.dll",
  "ntdll.dll",
]

const pieces = new Set<number>()
const grams = new Set<number>()
for (const text of commonplace) {
  for (let at = 0; at < text.length; at++) {
    if (at >= 2) pieces.add(pieceBefore(text, at))
    if (at + gramChars <= text.length) grams.add(gramAt(text, at))
  }
}

/** The three characters that end at a place. */
function pieceBefore(text: string, at: number): number {
  return (text.charCodeAt(at - 2) << 20) ^ (text.charCodeAt(at - 1) << 10) ^ text.charCodeAt(at)
}

/** Whole values that many events have: states, and the ids of what Windows logs most. */
const frequent = new Set(
  "true false valid signed unavailable success failure get post 4624 4634 4656 4658 4663 4672 4688 4690 4703 5145 5156 5158 800 4103 4104".split(
    " ",
  ),
)
const frequentShare = 0.1

/** Expected share of values in which the text stands. */
export function frequencyOf(text: string, anchor: Anchor): number {
  if (frequent.has(text)) return frequentShare
  let bits = anchor === "inside" ? 0 : 2
  if (anchor === "whole") bits += 2
  for (let at = 0; at < text.length; at++) {
    const isCommon = at >= 2 && pieces.has(pieceBefore(text, at))
    const code = text.charCodeAt(at)
    const isLetter = code === 32 || (code >= 97 && code <= 122)
    bits += isCommon ? 0.12 : isLetter ? 1 : 1.3
  }
  return 2 ** -Math.min(bits, 24)
}

/** By character: three for what there is most of in paths and words, one for what there is least of. */
const ranks = Uint8Array.from({ length: 256 }, (_, code) => {
  const char = String.fromCharCode(code)
  if ("\\/. etaoinsrlc".includes(char)) return 3
  return /[a-z0-9]/.test(char) ? 2 : 1
})

/** How often the four characters are to be expected, as a rank: more is more often. */
export function rankOf(text: string, at: number, gram: number): number {
  let rank = grams.has(gram) ? 1000 : 0
  for (let i = at; i < at + gramChars; i++) rank += ranks[text.charCodeAt(i) & 255] as number
  return rank
}
