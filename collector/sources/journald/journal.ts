import { openLines } from "#shared/pipeline/lines.ts"
import type { JournaldOptions } from "./options.ts"

/** Bytes of what the program complains of. */
const complaintBytesMax = 500

/** Why the program ended by itself. */
export class JournalEnded extends Error {}

/**
 * Runs the program until it ends or the signal aborts; then it is killed. Its output is read only
 * as fast as `onChunk` lets it.
 * @param onLine told of each line; the bytes are a view that is valid only during the call
 * @throws JournalEnded with what the program said last
 */
export async function runJournal(
  options: JournaldOptions,
  cursor: string | undefined,
  signal: AbortSignal,
  onLine: (line: Buffer, originalBytes: number) => void,
  onChunk: () => Promise<void>,
): Promise<void> {
  const child = Bun.spawn(commandOf(options, cursor), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, SYSTEMD_COLORS: "0", SYSTEMD_PAGER: "" },
  })
  const kill = () => child.kill("SIGKILL")
  signal.addEventListener("abort", kill, { once: true })
  if (signal.aborted) kill()
  const complaint = complaintOf(child.stderr)
  try {
    const lines = openLines(options.recordBytesMax, onLine)
    for await (const chunk of child.stdout) {
      if (signal.aborted) return
      lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      await onChunk()
    }
    const code = await child.exited
    if (!signal.aborted) throw new JournalEnded(`it ended with ${code}: ${await complaint}`.trim())
  } finally {
    signal.removeEventListener("abort", kill)
    kill()
    await child.exited
  }
}

/** The cursor of the journal's last entry; undefined for an empty journal. */
export async function lastCursor(options: JournaldOptions): Promise<string | undefined> {
  const command = [...baseOf(options), "--lines=1"]
  const child = Bun.spawn(command, { stdio: ["ignore", "pipe", "ignore"] })
  const text = await new Response(child.stdout).text()
  return /"__CURSOR"\s*:\s*"([^"\\]{1,500})"/.exec(text)?.[1]
}

/** `--all`: else values beyond 4,096 bytes are left out. `--no-tail`: else it begins ten entries ago. */
function commandOf(options: JournaldOptions, cursor: string | undefined): string[] {
  const from = cursor === undefined ? [] : [`--after-cursor=${cursor}`]
  return [...baseOf(options), "--follow", "--no-tail", ...from]
}

function baseOf({ command, units, directory }: JournaldOptions): string[] {
  const where = directory === undefined ? [] : [`--directory=${directory}`]
  const which = units.map((unit) => `--unit=${unit}`)
  return [...command, "--output=json", "--all", "--quiet", "--no-pager", ...where, ...which]
}

async function complaintOf(stderr: ReadableStream<Uint8Array>): Promise<string> {
  let said = ""
  const decoder = new TextDecoder()
  for await (const chunk of stderr) {
    const more = said + decoder.decode(chunk, { stream: true })
    said = more.slice(-complaintBytesMax)
  }
  return said.trim()
}
