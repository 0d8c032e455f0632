/**
 * `bun run check`: format and lint, types, in that order; stops at the first that fails. Bun runs the
 * tools: where it is all that is installed there is no Node for them.
 */
const commands = [
  ["node_modules/.bin/biome", "ci", "."],
  ["node_modules/.bin/tsc", "-p", "shared"],
  ["node_modules/.bin/tsc", "-p", "collector"],
  ["node_modules/.bin/tsc", "-p", "aggregator"],
]

for (const command of commands) {
  const { exitCode } = Bun.spawnSync([process.execPath, ...command], {
    stdio: ["ignore", "inherit", "inherit"],
  })
  if (exitCode !== 0) {
    console.error(`failed: ${command.join(" ")}`)
    process.exit(1)
  }
}
