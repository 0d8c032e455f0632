/** @jsxImportSource hono/jsx */
import { html } from "hono/html"
import type { Child } from "hono/jsx"
import { covers } from "../../access/roles.ts"
import { settings } from "../settings.ts"
import { visitor } from "../visitor.ts"
import { Visit } from "./visit.tsx"

const places = [
  ["/", "Overview"],
  ["/search", "Search"],
  ["/alerts", "Alerts"],
  ["/rules", "Rules"],
  ["/health", "Health"],
] as const

const placesOfAdmins = [["/audit", "Audit"]] as const

function placesOf() {
  const who = visitor.getStore()
  return who && covers(who.role, "admin") ? [...places, ...placesOfAdmins] : places
}

interface LayoutProps {
  readonly title: string
  /** The path of the place in the navigation that is open. */
  readonly place?: string
  /** Without navigation: before the login. */
  readonly bare?: boolean
  /** With the script that draws charts. */
  readonly charts?: boolean
  readonly children?: Child
}

/** The frame of every page. */
export function Layout({ title, place, bare, charts, children }: LayoutProps) {
  const { theme, density, zone } = settings()
  return html`<!doctype html>${(
    <html lang="en" data-theme={theme} data-density={density} data-zone={zone}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={theme === "system" ? "light dark" : theme} />
        <title>{`${title} · Vedette`}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/console.css" />
        {charts && <script src="/assets/chart.js" defer />}
        <script src="/assets/console.js" defer />
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="brand" href="/">
            Vedette
          </a>
          {!bare && (
            <nav aria-label="Main">
              {placesOf().map(([path, name]) => (
                <a href={path} {...(path === place && { "aria-current": "page" })}>
                  {name}
                </a>
              ))}
            </nav>
          )}
          {!bare && <Visit />}
        </header>
        <main id="main">
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  )}`
}
