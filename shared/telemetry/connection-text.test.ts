import { expect, test } from "bun:test"
import { connectionText } from "./connection-text.ts"

test.each([
  ["self signed certificate in certificate chain", "an authority that is not trusted"],
  ["unable to verify the first certificate", "an authority that is not trusted"],
  ["Connection error: certificate has expired", "certificate has expired"],
  [
    "Hostname/IP does not match certificate's altnames: Host: localhost. is not cert's CN: server",
    "for another name than localhost",
  ],
  ["error:10000412:SSL routines::SSLV3_ALERT_BAD_CERTIFICATE", "wants a client certificate"],
  [
    "error:10000416:SSL routines::SSLV3_ALERT_CERTIFICATE_UNKNOWN",
    "refuses the client certificate",
  ],
  [
    "SASL PLAIN authentication failed: Invalid username or password",
    "refuses the user or the password",
  ],
])("%s is told in words", (text, meaning) => {
  const told = connectionText(new Error(text))
  expect(told).toContain(meaning)
  expect(told).toEndWith(`(${text})`)
})

test("what is told in words once is not told again", () => {
  const once = connectionText(new Error("certificate has expired"))
  expect(connectionText(new Error(once))).toBe(once)
  expect(connectionText(`Kafka took no records: ${once}`)).toBe(`Kafka took no records: ${once}`)
})

test("what is not known stays as it is", () => {
  for (const text of ["connect ECONNREFUSED", "SASL PLAIN authentication failed: ECONNRESET"])
    expect(connectionText(new Error(text))).toBe(text)
})
