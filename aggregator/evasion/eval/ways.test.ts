import { expect, test } from "bun:test"
import { chanceOf } from "#shared/chance.ts"
import { ways } from "./ways.ts"

const write = (way: string, text: string) => ways[way]!(text, chanceOf(1))

test("there are more than fifteen ways", () => {
  expect(Object.keys(ways).length).toBeGreaterThan(15)
})

test.each([
  ["caret", "^"],
  ["quotes", '""'],
  ["backtick", "`"],
  ["zeroWidth", "\u200b"],
  ["variableSlice", "%x:~0,0%"],
])("%s puts something in each longer word, at neither end", (way, what) => {
  const text = write(way, "vssadmin delete shadows /all")!
  expect(text.split(what).length).toBe(4)
  expect(text.replaceAll(what, "")).toBe("vssadmin delete shadows /all")
  for (const word of text.split(" "))
    expect(word.startsWith(what) || word.endsWith(what)).toBe(false)
})

test.each([
  ["variables", "C:\\Windows\\System32\\cmd.exe /c x", "%SystemRoot%\\System32\\cmd.exe /c x"],
  ["variables", "cmd.exe /c whoami", "%COMSPEC% /c whoami"],
  ["optionShort", "powershell -encodedcommand AA", "powershell -encoded AA"],
  ["slashToDash", "vssadmin /all", "vssadmin -all"],
  ["dashToSlash", "procdump -ma lsass", "procdump /ma lsass"],
  ["longDash", "procdump -ma lsass", "procdump \u2013ma lsass"],
  ["quotedOption", "procdump -ma lsass", 'procdump "-ma" lsass'],
  ["forwardSlashes", "C:\\a\\b.exe", "C:/a/b.exe"],
  ["doubledSlashes", "C:\\a\\b.exe", "C:\\\\a\\\\b.exe"],
  ["pathDots", "C:\\a\\b.exe", "C:\\.\\a\\.\\b.exe"],
  ["pathUp", "C:\\a\\b.exe", "C:\\x\\..\\a\\b.exe"],
  ["exeDropped", "C:\\a\\b.exe x", "C:\\a\\b x"],
  ["spaces", "a b", "a   b"],
  ["tabs", "a b", "a\tb"],
  ["separators", "sc /a /b", "sc , /a , /b"],
  ["redirection", '"C:\\a b\\c.exe" /x', '"C:\\a b\\c.exe" >nul 2>&1 /x'],
  ["reordered", "certutil -urlcache -f http://x", "certutil -f http://x -urlcache"],
  ["aliases", "powershell.exe Invoke-Expression $x", "pwsh iex $x"],
])("%s: %s", (way, text, written) => {
  expect(write(way, text)).toBe(written)
})

test.each([
  ["case", "12 34"],
  ["reordered", "cmd.exe /c start /b x"],
  ["reordered", 'x "a -b" -c'],
  ["reordered", "whoami /all"],
  ["base64", "cmd /c whoami"],
  ["exeDropped", "whoami /all"],
])("%s does not apply to %s", (way, text) => {
  expect(write(way, text)).toBeUndefined()
})

test("case keeps the letters", () => {
  const text = write("case", "procdump -ma lsass")!
  expect(text).not.toBe("procdump -ma lsass")
  expect(text.toLowerCase()).toBe("procdump -ma lsass")
})

test("base64 is PowerShell's", () => {
  const [, option, script = ""] = write("base64", "powershell -Command Get-Secret now")!.split(" ")
  expect(option).toBe("-enc")
  expect(Buffer.from(script, "base64").toString("utf16le")).toBe("Get-Secret now")
})

test("concatenation and format put the word together again", () => {
  expect(write("concatenation", "mimikatz")).toMatch(/^\('mi\w*'\+'\w+'\)$/)
  const [, right = "", left = ""] =
    /^\("\{1\}\{0\}" -f '(\w+)','(\w+)'\)$/.exec(write("format", "mimikatz")!) ?? []
  expect(left + right).toBe("mimikatz")
})

test.each(["lookAlikes", "fullWidth"])("%s changes letters and not their number", (way) => {
  const text = write(way, "procdump accesses lsass")!
  expect(text).toHaveLength(23)
  expect(text).toMatch(/[^\x00-\x7f]/)
})

test("the same seed writes the same", () => {
  for (const way of Object.values(ways)) {
    const twice = [1, 1].map(() => way("powershell -Command Invoke-Expression x", chanceOf(7)))
    expect(twice[0]).toBe(twice[1]!)
  }
})
