import { createHash } from "node:crypto"
import { Hono } from "hono"
import chart from "uplot/dist/uPlot.iife.min.js" with { type: "text" }
import chartCss from "uplot/dist/uPlot.min.css" with { type: "text" }
import { worldSvg } from "../parts/world-map.tsx"
import complete from "./complete.js" with { type: "text" }
import css from "./console.css" with { type: "text" }
import flowCss from "./flow.css" with { type: "text" }
import icon from "./icon.svg" with { type: "text" }
import script from "./page.js" with { type: "text" }
import rulesCss from "./rules.css" with { type: "text" }
import searchCss from "./search.css" with { type: "text" }
import search from "./search.js" with { type: "text" }
import settingsCss from "./settings.css" with { type: "text" }
import triageCss from "./triage.css" with { type: "text" }
import triageScript from "./triage.js" with { type: "text" }

const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
  "console.css": [
    "text/css",
    [chartCss, css, flowCss, triageCss, rulesCss, settingsCss, searchCss].join("\n"),
  ],
  "console.js": ["text/javascript", `${script}\n${complete}\n${search}\n${triageScript}`],
  "chart.js": ["text/javascript", chart],
  "icon.svg": ["image/svg+xml", icon],
  "world.svg": ["image/svg+xml", worldSvg],
}

/** Everything the pages load, embedded in the program: a browser needs nothing from elsewhere. */
export function assets(): Hono {
  const app = new Hono()
  for (const [name, [type, text]] of Object.entries(files)) {
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`
    app.get(`/${name}`, (c) => {
      const headers = { etag, "cache-control": "no-cache" }
      if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers)
      return c.body(text, 200, { ...headers, "content-type": `${type}; charset=utf-8` })
    })
  }
  return app
}
