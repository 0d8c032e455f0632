import type { Format } from "./define.ts"

/** Lines without a wire format: the whole is the message. */
export const text: Format = {
  name: "text",
  summary: "Plain lines, understood by the rule tree alone",
  example: '192.0.2.1 - - [28/Feb/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 777',
  looksLike: () => true,
  read(line, event) {
    event.message = line
    return undefined
  },
}
