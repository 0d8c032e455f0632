import { expect, test } from "bun:test"
import { shellLines } from "./shell-lines.ts"

test.each([
  ["comments and what only steers are left out", "# x y\nif true; then\nfi\nexit 0\nesac\n}", []],
  [
    "what follows a keyword is a command",
    "if systemctl -q is-active x; then",
    ["systemctl -q is-active x"],
  ],
  ["a comment behind a command is cut", "rm -f /tmp/x # why", ["rm -f /tmp/x"]],
  ["a line that goes on is one", "install -m 644 \\\n  a b", ["install -m 644    a b"]],
  [
    "texts of here-documents are no commands",
    "cat > x <<EOF\nrm -rf all\nEOF\nrm -f one",
    ["cat > x <<EOF", "rm -f one"],
  ],
  ["a line whose quote is open is left out", 'echo "a b\ncd /tmp/x', ["cd /tmp/x"]],
  ["assignments and labels are left out", "A=b c\nconfigure)\n*) x y;;\nfoo () {", []],
])("%s", (_, script, lines) => {
  expect(shellLines(script)).toEqual(lines)
})
