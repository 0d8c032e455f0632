import { expect, test } from "bun:test"
import { noEvent } from "./define.ts"
import { sapAudit } from "./sap-audit.ts"

function reader() {
  const memory = new Map<string, string>()
  return (text: string) => {
    const event = {}
    const reason = sapAudit.read(text, event, { referenceMs: 0, zone: "UTC", memory: () => memory })
    return { event, reason }
  }
}

test("a file of several records without line ends is cut into them", () => {
  const text = sapAudit.example
  expect(text).toHaveLength(200)
  expect(sapAudit.split?.(text + text.replace("AU1", "AUC"))).toHaveLength(2)
  expect(sapAudit.split?.(text)).toBeUndefined()
  expect(sapAudit.split?.(`${text}${"x".repeat(200)}`)).toBeUndefined()
})

test("a record is read by its places", () => {
  expect(reader()(sapAudit.example).event).toMatchObject({
    "vendor.sap.security_audit.event_id": "AU1",
    "vendor.sap.security_audit.time": "2026030112000000",
    "vendor.sap.security_audit.process.pid": "01234",
    "vendor.sap.security_audit.user": "ANNA",
    "vendor.sap.security_audit.client": "001",
    "vendor.sap.security_audit.data": "A&0&P",
    "vendor.sap.security_audit.terminal": "192.0.2.7",
  })
})

test("rows of a list follow its header", () => {
  const read = reader()
  expect(read("|01.03.2026|12:00:00|ANNA|AU1|").reason).toBeString()
  expect(read("--------------------------------").reason).toBe(noEvent)
  expect(read("|Date |Time |Cl.|User |Unheard |Event|Audit Log Msg. Text|").reason).toBe(noEvent)
  expect(
    read("|01.03.2026|12:00:00|001|ANNA|x|AU1|Logon successful (type=A)|").event,
  ).toMatchObject({
    "vendor.sap.security_audit.date": "01.03.2026",
    "vendor.sap.security_audit.clock": "12:00:00",
    "vendor.sap.security_audit.event_id": "AU1",
    "vendor.sap.security_audit.text": "Logon successful (type=A)",
  })
})
