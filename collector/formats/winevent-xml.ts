import { readElements } from "../elements.ts"
import type { Format } from "./define.ts"
import { readWinevent } from "./winevent-json.ts"

/** Characters of a record that are read; Windows limits an event to 64 KiB. */
const textCharsMax = 512 * 1024

/** Windows events as XML: of wevtutil, WEF collectors, NXLog, Snare; also cut off at the end. */
export const wineventXml: Format = {
  name: "winevent-xml",
  summary: "Windows events as XML",
  example:
    '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4624</EventID><TimeCreated SystemTime="2026-03-01T12:00:00.5Z"/><Channel>Security</Channel><Computer>dc1</Computer></System><EventData><Data Name="TargetUserName">anna</Data></EventData></Event>',
  looksLike: (text) =>
    /^[\s-]*(?:<\?xml[^>]{0,200}>\s*)?<Event[\s>]/.test(text.slice(0, 300)) &&
    text.includes("<System>"),
  read(text, event, context) {
    if (text.length > textCharsMax) return "Windows event: too long for one"
    const elements = readElements(text)
    return elements ? readWinevent(elements, event, context) : "Windows event: not XML"
  },
}
