/** Whether a line begins a record; `last` is the line before it. */
export type Begins = (line: string, last: string) => boolean

interface Preset {
  readonly summary: string
  /** Absent where lines are told apart by more than how they begin. */
  readonly begins?: Begins
}

/**
 * Lines of a stack trace that are not its first: indented ones, and those by which Java, Python,
 * .NET, Node and Go go on at the margin.
 */
const traceLine =
  /^(?:[ \t})]|Caused by: |Suppressed: |\.\.\. \d{1,6} |Traceback \(most recent call last\):|During handling of the above exception|The above exception was the direct cause|--- End of |goroutine \d{1,12} \[|created by \S|exit status \d|[\w$./-]{1,200}(?:\(\*[\w$]{1,100}\)[\w$.]{1,100})?\([^()]{0,300}\)$|[\w$]{0,100}(?:[.:][\w$]{1,100}){0,20}(?:Error|Exception|Throwable|Interrupt|Exit)(?::|$))/

const stamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/
const level =
  /^[^\t].{0,400}?\b(?:LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG[1-5]?|DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT): {2}/

/** Shapes of records that are known by name. */
export const joinPresets = {
  "stack-trace": {
    summary:
      "indented lines, and those by which Java, Python, .NET, Node and Go continue a trace, " +
      "belong to the record before them",
    begins: (line) => line !== "" && !traceLine.test(line),
  },
  postgresql: {
    summary: "PostgreSQL's statements of several lines, in its text and its CSV log",
    begins: (line) => stamp.test(line) || level.test(line),
  },
  "mysql-slow": {
    summary: "entries of the slow query log of MySQL and MariaDB",
    begins: (line, last) =>
      line.startsWith("# Time: ") ||
      (line.startsWith("# User@Host: ") && !last.startsWith("# Time: ")),
  },
  audit: {
    summary: "Linux audit: lines of one serial number, also where those of several are mixed",
  },
} as const satisfies Readonly<Record<string, Preset>>
