/**
 * Named patterns. Each is linear on any text: no repetition holds another that overlaps it, and the
 * whole is anchored by the step.
 */
export const grokPatterns: Readonly<Record<string, string>> = {
  WORD: "\\w{1,256}",
  NOTSPACE: "\\S+",
  SPACE: "\\s*",
  DATA: ".*?",
  GREEDYDATA: ".*",
  INT: "[+-]?\\d{1,18}",
  POSINT: "\\d{1,18}",
  NUMBER: "[+-]?\\d{1,18}(?:\\.\\d{1,18})?",
  BASE16NUM: "(?:0[xX])?[0-9A-Fa-f]{1,32}",
  QUOTED: '"(?:[^"\\\\]|\\\\.)*"',
  INQUOTES: '(?:[^"\\\\]|\\\\.)*',
  IPV4: "\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}",
  IP: "(?:\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?[0-9A-Fa-f:.]{2,45}(?:%\\w{1,16})?\\]?)",
  HOSTNAME: "[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}",
  IPORHOST: "[A-Za-z0-9_:.%\\[\\]-]{1,255}",
  USERNAME: "[A-Za-z0-9._@$\\\\-]{1,256}",
  USER: "[A-Za-z0-9._@$\\\\-]{1,256}",
  PATH: "\\S{1,4096}",
  URIPATH: "\\S+",
  MAC: "[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}",
  UUID: "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}",
  HTTPDATE: "\\d{1,2}/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}",
  SYSLOGTIMESTAMP: "[A-Z][a-z]{2} +\\d{1,2} \\d\\d:\\d\\d:\\d\\d",
  TIMESTAMP_ISO8601:
    "\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?(?:Z|[+-]\\d\\d:?\\d\\d)?",
  LOGLEVEL: "[A-Za-z]{3,13}",
}
