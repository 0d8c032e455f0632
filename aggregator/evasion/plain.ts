/**
 * Undoes what is done to a command so that it reads otherwise and runs the same: characters that
 * shells drop, joined pieces, variables, encoded arguments, other spellings of a path, look-alikes.
 * What is decoded is appended. Total, and linear in the text.
 */
export function plainText(text: string): string {
  let plain = text.length > charsMax ? text.slice(0, charsMax) : text
  if (foreign.test(plain)) plain = latin(plain)
  if (odd.test(plain)) plain = unwound(plain)
  const other = beside.test(plain) ? `${otherReading}${plain.replace(passedOver, " ")}` : ""
  if (longRun.test(plain)) plain += decoded(plain)
  return plain + other
}

/** Stands between a text and other readings of it: without what shells pass over, and decoded. */
export const otherReading = "\u0001"

const beside = /[<>]|\s[,;]\s/
/** Redirections, and what cmd takes for blanks. */
const passedOver = /\s(?:[0-9&]?>{1,2}\s?(?:&\d|nul\b|\/dev\/null)|[,;])(?=\s|$)/gi

/** Longer texts are cut: what runs must stand in its beginning. */
const charsMax = 16_384

const foreign = /[^\x00-\x7f]/
const odd = /[\^`%+]|\$|''|""|\\\.|\/\.|\\\\|"\{\d\}/
const longRun = /[A-Za-z0-9+/]{24}/

/** NFKC takes full-width and the like; then letters of other alphabets that look like Latin ones. */
function latin(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]/g, "")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/[\u2018\u2019\u201a\u201b\u2032]/g, "'")
    .replace(/[\u201c-\u201f\u2033]/g, '"')
    .replace(/[\u2044\u2215]/g, "/")
    .replace(/[^\x00-\x7f]/g, (char) => lookAlikes.get(char) ?? char)
}

/** Unicode confusables (UTS #39) of letters that commands are made of. */
const lookAlikes = new Map(
  [
    ["аàɑα", "a"],
    ["ЬƄ", "b"],
    ["сϲⅽ", "c"],
    ["ԁⅾ", "d"],
    ["еҽ", "e"],
    ["ƒ", "f"],
    ["ɡց", "g"],
    ["һհ", "h"],
    ["іıιɩӏ", "i"],
    ["ј", "j"],
    ["κк", "k"],
    ["ⅼ", "l"],
    ["мⅿ", "m"],
    ["ոпη", "n"],
    ["оοօσ", "o"],
    ["рρ", "p"],
    ["ԛգ", "q"],
    ["гᴦ", "r"],
    ["ѕ", "s"],
    ["тτ", "t"],
    ["υսц", "u"],
    ["νѵ", "v"],
    ["ԝѡ", "w"],
    ["хχ", "x"],
    ["уγү", "y"],
    ["ᴢ", "z"],
    ["АΑ", "A"],
    ["ВΒ", "B"],
    ["СϹ", "C"],
    ["ЕΕ", "E"],
    ["НΗ", "H"],
    ["ІΙ", "I"],
    ["Ј", "J"],
    ["КΚ", "K"],
    ["МΜ", "M"],
    ["Ν", "N"],
    ["ОΟ", "O"],
    ["РΡ", "P"],
    ["Ѕ", "S"],
    ["ТΤ", "T"],
    ["ХΧ", "X"],
    ["УΥ", "Y"],
    ["Ζ", "Z"],
  ].flatMap(([from = "", to = ""]) => [...from].map((char) => [char, to] as const)),
)

function unwound(text: string): string {
  return text
    .replace(/%[A-Za-z_]{1,40}:~[-\d, ]{1,12}%/g, "") // a slice of a variable
    .replace(/\$\{?env:(\w{1,40})\}?/gi, "%$1%")
    .replace(
      /%(\w{1,40})%/g,
      (whole, name: string) =>
        variables.get(name.toLowerCase()) ?? (whole.length > 12 ? whole : ""),
    )
    .replace(/\$\{?IFS\}?/g, " ")
    .replace(/\$[@*]/g, "")
    .replace(format, (_, order: string, list: string) => formatted(order, list))
    .replace(/['"]\s{0,4}\+\s{0,4}['"]/g, "") // 'a' + 'b'
    .replace(/\(\s{0,4}'([^'()]{0,256})'\s{0,4}\)/g, "$1")
    .replace(/[\^`]|''|""/g, "")
    .replace(/[\\/](?:\.[\\/])+/g, "\\")
    .replace(/[\\/][^\\/\s"']{1,64}[\\/]\.\.(?=[\\/])/g, "")
    .replace(/\\{2,}/g, "\\")
}

/** PowerShell's `("{1}{0}" -f 'b','a')`: the order, and what it puts in order. */
const format =
  /\(\s{0,4}"((?:\{\d\}){1,9})"\s{0,4}-f\s{0,4}('[^']{0,256}'(?:\s{0,4},\s{0,4}'[^']{0,256}'){0,8})\s{0,4}\)/g

function formatted(order: string, list: string): string {
  const pieces = list.match(/'[^']*'/g) ?? []
  return order.replace(/\{(\d)\}/g, (_, place) => pieces[Number(place)]?.slice(1, -1) ?? "")
}

/** What the variables of a plain Windows hold; those not here are empty most of the time. */
const variables = new Map([
  ["comspec", "C:\\Windows\\System32\\cmd.exe"],
  ["systemroot", "C:\\Windows"],
  ["windir", "C:\\Windows"],
  ["programfiles", "C:\\Program Files"],
  ["programdata", "C:\\ProgramData"],
  ["allusersprofile", "C:\\ProgramData"],
  ["systemdrive", "C:"],
  ["homedrive", "C:"],
  ["public", "C:\\Users\\Public"],
  ["userprofile", "C:\\Users\\user"],
  ["appdata", "C:\\Users\\user\\AppData\\Roaming"],
  ["localappdata", "C:\\Users\\user\\AppData\\Local"],
  ["temp", "C:\\Users\\user\\AppData\\Local\\Temp"],
  ["tmp", "C:\\Users\\user\\AppData\\Local\\Temp"],
  ["username", "user"],
  ["computername", "computer"],
  ["path", "path"],
])

const decodedMax = 4

/** Base64 of UTF-16 (PowerShell's) or of text, decoded. */
function decoded(text: string): string {
  let out = ""
  let count = 0
  for (const [run] of text.matchAll(/[A-Za-z0-9+/]{24,8192}={0,2}/g)) {
    if (++count > decodedMax) break
    const bytes = Buffer.from(run, "base64")
    const inner = bytes[1] === 0 ? bytes.toString("utf16le") : bytes.toString("latin1")
    if (isText(inner)) out += `${otherReading}${unwound(inner)}`
  }
  return out
}

function isText(text: string): boolean {
  const sample = text.slice(0, 256)
  let plain = 0
  for (let i = 0; i < sample.length; i++) {
    const code = sample.charCodeAt(i)
    if ((code >= 32 && code < 127) || code === 9 || code === 10 || code === 13) plain++
  }
  return sample.length > 7 && plain >= 0.95 * sample.length
}
