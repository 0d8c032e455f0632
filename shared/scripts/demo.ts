import { sendStory } from "./story.ts"

const port = process.env.VEDETTE_INTAKE_PORT ?? "8514"
try {
  const sent = await sendStory(`http://127.0.0.1:${port}`, Date.now())
  console.log(`sent ${sent} records of the recorded attack story; the alerts are in the console`)
} catch (cause) {
  console.error(`no collector takes the story on port ${port} (is "npm start" running?): ${cause}`)
  process.exit(69)
}
