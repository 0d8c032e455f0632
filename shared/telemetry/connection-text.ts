import { errorText } from "./log.ts"

type Words = string | ((found: RegExpExecArray) => string)

/** What libraries say of TLS and logins, and what it means to the person who must mend it. */
const table: readonly (readonly [RegExp, Words])[] = [
  [
    /self.signed certificate|unable to (verify the first|get (local )?issuer) certificate/i,
    "the server's certificate comes from an authority that is not trusted: check ca",
  ],
  [/certificate has expired/i, "the server's certificate has expired"],
  [/certificate is not yet valid/i, "the server's certificate is not valid yet: check the clocks"],
  [
    /does not match certificate's altnames.*?(?:Host|IP): (\S+?)\.?\s/i,
    ([, name]) => `the server's certificate is for another name than ${name}`,
  ],
  [
    /ALERT_BAD_CERTIFICATE|ALERT_CERTIFICATE_REQUIRED|bad_certificate|certificate required/i,
    "the server wants a client certificate: give cert and key",
  ],
  [
    /ALERT_CERTIFICATE_EXPIRED|ALERT_(CERTIFICATE_UNKNOWN|UNKNOWN_CA|CERTIFICATE_REVOKED)/i,
    "the server refuses the client certificate: check cert and key",
  ],
  [/WRONG_VERSION_NUMBER/i, "the server does not speak TLS on this port"],
  [
    /invalid credentials|Invalid username or password/i,
    "the server refuses the user or the password",
  ],
  [
    /Failed to find group coordinator/i,
    "Kafka names no coordinator of the group: the user may lack the right to read as it",
  ],
]

/** The text of an error of a connection, with what it means in front where that is known. */
export function connectionText(cause: unknown): string {
  const text = errorText(cause)
  for (const [pattern, words] of table) {
    const found = pattern.exec(text)
    if (!found) continue
    const meaning = typeof words === "string" ? words : words(found)
    return text.startsWith(meaning) || text.includes(`${meaning} (`) ? text : `${meaning} (${text})`
  }
  return text
}
