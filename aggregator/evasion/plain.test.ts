import { expect, test } from "bun:test"
import { canonical } from "./features.ts"
import { plainText } from "./plain.ts"

const utf16 = (text: string) => Buffer.from(text, "utf16le").toString("base64")

test.each([
  ["who^ami /a^ll", "whoami -all"],
  ['who""ami', "whoami"],
  ["Down`load`String", "downloadstring"],
  ["po%x:~0,0%wershell", "powershell"],
  ["'Down'+'load'", "download"],
  [`&("{1}{0}{2}" -f 'voke','In','-Item') x`, "&invoke-item x"],
  [`("{0}{7}" -f 'a')`, "a"],
  ["%COMSPEC% /c dir", "c:/windows/system32/cmd -c dir"],
  ["C:\\.\\Windows\\.\\notepad.exe", "c:/windows/notepad"],
  ["C:\\Windows\\x\\..\\System32\\a.exe", "c:/windows/system32/a"],
  ["C:\\\\Windows\\\\a", "c:/windows/a"],
  ["ｗｈｏａｍｉ", "whoami"],
  ["whоami", "whoami"], // a Cyrillic о
  ["who\u200bami", "whoami"],
  ["sc\tstop   spooler", "sc stop spooler"],
  ["net –u", "net -u"],
])("%s reads as %s", (text, wanted) => {
  expect(canonical(text)).toBe(wanted)
})

test("an encoded command is read, too", () => {
  expect(plainText(`powershell -enc ${utf16("Get-Process lsass")}`)).toContain("Get-Process lsass")
})

test("what cmd takes for blanks is read without, too", () => {
  expect(canonical("sc , stop ; spooler")).toContain("sc stop spooler")
})

test("what is no text stays as it is", () => {
  const blob = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37) & 255)).toString("base64")
  expect(plainText(`tool ${blob}`)).toBe(`tool ${blob}`)
})
