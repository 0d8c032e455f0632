import type { Chance } from "#shared/chance.ts"

/** Writes a command otherwise; undefined where that way does not apply to it. */
export type Way = (text: string, chance: Chance) => string | undefined

/** Words worth breaking. */
const word = /[A-Za-z]{4,}/g

function replaced(
  text: string,
  pattern: RegExp,
  by: (found: string, ...groups: string[]) => string,
): string | undefined {
  const changed = text.replace(pattern, by)
  return changed === text ? undefined : changed
}

/** Puts something into each word, anywhere but at its ends. */
const within =
  (what: string): Way =>
  (text, chance) =>
    replaced(text, word, (found) => {
      const at = chance.between(1, found.length - 1)
      return found.slice(0, at) + what + found.slice(at)
    })

const letters =
  (share: number, pattern: RegExp, by: (letter: string) => string): Way =>
  (text, chance) =>
    replaced(text, pattern, (letter) => (chance.happens(share) ? by(letter) : letter))

const always =
  (pattern: RegExp, by: string | ((found: string, ...groups: string[]) => string)): Way =>
  (text) =>
    replaced(text, pattern, typeof by === "string" ? () => by : by)

const cyrillic: Readonly<Record<string, string>> = {
  a: "\u0430",
  c: "\u0441",
  e: "\u0435",
  o: "\u043e",
  p: "\u0440",
  x: "\u0445",
}

const folders: readonly (readonly [RegExp, string])[] = [
  [/C:\\Windows(?=\\)/gi, "%SystemRoot%"],
  [/C:\\Program Files(?=\\)/gi, "%ProgramFiles%"],
  [/C:\\ProgramData(?=\\)/gi, "%ALLUSERSPROFILE%"],
  [/C:\\Users\\Public(?=\\)/gi, "%PUBLIC%"],
  [/(?<![\w.\\])cmd(?:\.exe)?(?=\s)/gi, "%COMSPEC%"],
]

function byVariables(text: string): string | undefined {
  const changed = folders.reduce((left, [pattern, name]) => left.replace(pattern, name), text)
  return changed === text ? undefined : changed
}

/** After these the rest is another command, or text. */
const rest = /^[-/](?:c|k|r|command|file|e|enc|encodedcommand)\b/i

/** Options behind the program, with what follows each, in the other order. */
function reordered(text: string): string | undefined {
  const [program = "", ...options] = text.split(/ (?=[-/])/)
  const isWhole = options.every(
    (option) => !rest.test(option) && option.split('"').length % 2 === 1,
  )
  return options.length < 2 || !isWhole ? undefined : [program, ...options.reverse()].join(" ")
}

const shellCommand = /^("?[^"]*?powershell(?:\.exe)?"?)\s+(?:-c(?:ommand)?\s+)?(.{8,})$/is

/** PowerShell takes its script as base64 of UTF-16. */
function encoded(text: string): string | undefined {
  const [, program, script = ""] = shellCommand.exec(text) ?? []
  return program && `${program} -enc ${Buffer.from(script, "utf16le").toString("base64")}`
}

const aliases: Readonly<Record<string, string>> = {
  "invoke-expression": "iex",
  "invoke-webrequest": "iwr",
  "get-childitem": "gci",
  "get-wmiobject": "gwmi",
  "new-object": "&(gcm n*-o*t)",
  "powershell.exe": "pwsh",
  powershell: "pwsh",
}

const aliased = new RegExp(
  Object.keys(aliases)
    .map((name) => `(?<![\\w\\\\])${name.replace(".", "\\.")}(?!\\w)`)
    .join("|"),
  "gi",
)

/** A word as an expression of two strings. */
const joined =
  (expression: (left: string, right: string) => string): Way =>
  (text, chance) =>
    replaced(text, /[A-Za-z]{6,}/g, (found) => {
      const at = chance.between(2, found.length - 2)
      return expression(found.slice(0, at), found.slice(at))
    })

/** What attackers do to a command so that it reads otherwise and, in its shell, runs the same. */
export const ways: Readonly<Record<string, Way>> = {
  case: letters(0.5, /[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  ),
  caret: within("^"),
  quotes: within('""'),
  backtick: within("`"),
  zeroWidth: within("\u200b"),
  variableSlice: within("%x:~0,0%"),
  variables: byVariables,
  optionShort: always(
    /(\s[-/])([A-Za-z]{4,})/g,
    (_, lead = "", name = "") => lead + name.slice(0, Math.ceil(name.length / 2)),
  ),
  slashToDash: always(/(\s)\/(?=[A-Za-z])/g, (_, blank) => `${blank}-`),
  dashToSlash: always(/(\s)-(?=[A-Za-z])/g, (_, blank) => `${blank}/`),
  longDash: always(/(\s)-(?=\S)/g, (_, blank) => `${blank}\u2013`),
  quotedOption: always(/(\s)([-/][A-Za-z]{2,})/g, (_, blank, option) => `${blank}"${option}"`),
  forwardSlashes: always(/\\/g, "/"),
  doubledSlashes: always(/\\/g, "\\\\"),
  pathDots: always(/\\(?=[A-Za-z])/g, "\\.\\"),
  pathUp: always(/\\(?=[A-Za-z])/, "\\x\\..\\"),
  exeDropped: always(/\.exe/gi, ""),
  spaces: always(/ /g, "   "),
  tabs: always(/ /g, "\t"),
  separators: always(/ (?=[-/])/g, " , "),
  redirection: always(/^("[^"]+"|\S+)(?= )/, (program) => `${program} >nul 2>&1`),
  reordered,
  base64: encoded,
  concatenation: joined((left, right) => `('${left}'+'${right}')`),
  format: joined((left, right) => `("{1}{0}" -f '${right}','${left}')`),
  lookAlikes: letters(0.4, /[aceopx]/g, (letter) => cyrillic[letter] ?? letter),
  fullWidth: letters(0.3, /[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  aliases: always(aliased, (found) => aliases[found.toLowerCase()] ?? found),
}
