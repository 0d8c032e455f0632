import { expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { benignTexts } from "./benign.ts"
import { otherTexts } from "./other-kinds.ts"
import type { Recorded } from "./recorded.ts"

const recorded = (text: string, rest: Partial<Recorded> = {}): Recorded => ({
  source: "otrf",
  file: "a.ndjson.zst",
  kind: "process_creation",
  text,
  event: {},
  rules: [],
  isMatched: false,
  ...rest,
})

function withCorpora(files: Record<string, string>, act: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "vedette-corpora-"))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, "amides/socbed", name), { recursive: true })
      writeFileSync(join(folder, "amides/socbed", name, "all"), text)
    }
    act(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test("benign is what no rule matches and what is no attack; each text once as it reads once plain", () => {
  withCorpora({ process_creation: '"svchost.exe -k x"\n"\\"C:\\\\a b.exe\\" -y"\n' }, (folder) => {
    const ofMachine = [{ text: "rm -f a", source: "cron", file: "/etc/b" }] as const
    const events = [
      recorded("notepad.exe a.txt"),
      recorded("notepad.exe  A.txt"),
      recorded("whoami.exe /all", { isMatched: true }),
      recorded("C:\\Tools\\payload.exe"),
      recorded("svchost.exe -k other", { source: "amides" }),
      recorded("HKLM\\x\\y", { kind: "registry" }),
    ]
    const texts = benignTexts(folder, events, ofMachine)
    expect(texts.map(({ text, file }) => [text, file])).toEqual([
      ["rm -f a", "/etc/b"],
      ["notepad.exe a.txt", "a.ndjson.zst"],
      ["svchost.exe -k x", "svchost.exe"],
      ['"C:\\a b.exe" -y', "c:\\a b.exe"],
    ])
  })
})

test("other texts are told apart by whether a rule of their kind fires", () => {
  const socbed = { proxy_web: "http://a/b\nhttp://a/b\n", registry: "HKLM\\a\n", powershell: "" }
  withCorpora(socbed, (folder) => {
    const texts = otherTexts(folder, [
      recorded("HKLM\\Run\\x", { kind: "registry", rules: ["run"], isMatched: true }),
      recorded("HKLM\\b", { kind: "registry", isMatched: true }),
      recorded("Get-Date", { kind: "powershell" }),
      recorded("notepad.exe"),
    ])
    expect(texts.map(({ kind, text, isMatch }) => `${kind} ${text} ${isMatch}`)).toEqual([
      "registry HKLM\\Run\\x true",
      "powershell Get-Date false",
      "proxy http://a/b false",
      "registry HKLM\\a false",
    ])
  })
})
