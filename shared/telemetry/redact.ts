/** Secrets that this process has read: whatever is written for people is cleaned of them. */
const hidden = new Set<string>()
const charsMin = 8 // a shorter one is part of too many words

export function hide(secret: string): void {
  if (secret.length < charsMin) return
  hidden.add(secret)
  hidden.add(JSON.stringify(secret).slice(1, -1))
  hidden.add(encodeURIComponent(secret))
}

const credentials = /\b(Basic|Bearer|Splunk|ApiKey) +[\w.~+/=-]{8,}/gi
const userinfo = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"']{1,256}@/gi

/** The text without what is secret, also where someone else's error repeats what we sent. */
export function redacted(text: string): string {
  let clean = text
  for (const secret of hidden)
    if (clean.includes(secret)) clean = clean.replaceAll(secret, "[secret]")
  return clean.replace(credentials, "$1 [secret]").replace(userinfo, "$1[secret]@")
}
