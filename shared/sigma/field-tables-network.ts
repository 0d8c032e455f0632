import type { FieldTable } from "./field-map.ts"

/** W3C names of web servers and proxies, and what other products of the network use. */
export const networkFields: FieldTable = {
  "c-ip": ["source.ip"],
  "c-uri": ["url.original", "url.full", "url.path"],
  "c-uri-extension": ["url.extension"],
  "c-uri-query": ["url.query"],
  "c-uri-stem": ["url.path"],
  "c-useragent": ["user_agent.original"],
  "cs-bytes": ["http.request.bytes"],
  "cs-content-type": ["http.request.mime_type"],
  "cs-host": ["url.domain", "destination.domain"],
  "cs-ip": ["source.ip"],
  "cs-method": ["http.request.method"],
  "cs-referer": ["http.request.referrer"],
  "cs-referrer": ["http.request.referrer"],
  "cs-uri": ["url.original", "url.full"],
  "cs-uri-extension": ["url.extension"],
  "cs-uri-query": ["url.query", "url.original"],
  "cs-uri-stem": ["url.path", "url.original"],
  "cs-user-agent": ["user_agent.original"],
  "cs-username": ["user.name"],
  "cs-version": ["http.version"],
  "r-dns": ["url.domain", "destination.domain"],
  "s-ip": ["destination.ip"],
  "s-port": ["destination.port"],
  "sc-bytes": ["http.response.bytes"],
  "sc-status": ["http.response.status_code"],
  action: ["event.action", "event.type"],
  answer: ["dns.answers.data", "dns.resolved_ip"],
  blocked: ["event.outcome"],
  dst_ip: ["destination.ip"],
  dst_port: ["destination.port"],
  proto: ["network.transport"],
  protocol: ["network.protocol", "network.transport"],
  query: ["dns.question.name"],
  record_type: ["dns.question.type", "dns.answers.type"],
  src_ip: ["source.ip"],
  src_port: ["source.port"],
  user: ["user.name"],
}

/** Zeek's own names, as its logs write them. */
export const zeekFields: FieldTable = {
  ...networkFields,
  answers: ["dns.answers.data", "dns.resolved_ip"],
  "c-uri": ["vendor.uri", "url.original", "url.path"],
  "c-useragent": ["vendor.user_agent", "user_agent.original"],
  host: ["url.domain", "destination.domain"],
  "id.orig_h": ["source.ip"],
  "id.orig_p": ["source.port"],
  "id.resp_h": ["destination.ip"],
  "id.resp_p": ["destination.port"],
  method: ["http.request.method"],
  name: ["file.name"],
  path: ["file.path"],
  qtype_name: ["dns.question.type"],
  referrer: ["http.request.referrer"],
  request_body_len: ["http.request.body.bytes"],
  status_code: ["http.response.status_code"],
  uri: ["url.original", "url.path"],
  user_agent: ["user_agent.original"],
}

/** Two-factor logins of Duo. */
export const duoFields: FieldTable = {
  event_type: ["vendor.eventtype", "event.action"],
  reason: ["event.reason"],
}

export const fortinetFields: FieldTable = {
  ...networkFields,
  action: ["vendor.action", "vendor.fortinet.firewall.action", "event.action"],
  cfgpath: ["vendor.cfgpath", "vendor.fortinet.firewall.cfgpath"],
}
