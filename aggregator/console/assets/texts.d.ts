/** Files that are embedded as text: `import x from "…" with { type: "text" }`. */
declare module "*.css" {
  const text: string
  export = text
}
declare module "*.svg" {
  const text: string
  export = text
}
declare module "*/page.js" {
  const text: string
  export = text
}
declare module "*/triage.js" {
  const text: string
  export = text
}
declare module "*/search.js" {
  const text: string
  export = text
}
declare module "*/complete.js" {
  const text: string
  export = text
}
declare module "*.iife.min.js" {
  const text: string
  export = text
}
