/** RFC 5424, table 2. */
export const severities = "Emergency Alert Critical Error Warning Notice Informational Debug".split(
  " ",
)

/** `log.level` of a severity's number. */
export const levelOf = (severity: number): string => (severities[severity] ?? "").toLowerCase()
