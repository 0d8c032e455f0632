/** Fields of logs whose `#fields` was not seen, by the path and the number of columns they came with. */
const conn = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto service duration orig_bytes"
const counts = "missed_bytes history orig_pkts orig_ip_bytes resp_pkts resp_ip_bytes tunnel_parents"
const http = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p trans_depth method host uri referrer"
const status = "request_body_len response_body_len status_code status_msg info_code info_msg"
const dns = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto trans_id"
const query =
  "query qclass qclass_name qtype qtype_name rcode rcode_name AA TC RD RA Z answers TTLs rejected"
const files =
  "ts fuid tx_hosts rx_hosts conn_uids source depth analyzers mime_type filename duration local_orig is_orig seen_bytes total_bytes missing_bytes overflow_bytes timedout parent_fuid md5 sha1 sha256 extracted"

const usual: readonly (readonly [path: string, fields: string])[] = [
  ["conn", `${conn} resp_bytes conn_state local_orig ${counts}`],
  ["conn", `${conn} resp_bytes conn_state local_orig local_resp ${counts}`],
  [
    "conn",
    `${conn} resp_bytes conn_state local_orig local_resp ${counts} orig_l2_addr resp_l2_addr`,
  ],
  [
    "http",
    `${http} user_agent ${status} filename tags username password proxied orig_fuids orig_mime_types resp_fuids resp_mime_types`,
  ],
  [
    "http",
    `${http} version user_agent origin ${status} tags username password proxied orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames resp_mime_types`,
  ],
  ["dns", `${dns} ${query}`],
  ["dns", `${dns} rtt ${query}`],
  ["files", files],
  ["files", `${files} extracted_cutoff extracted_size`],
]

const known = usual.map(([path, text]) => [path, text.split(" ")] as const)

const connState = /^(?:S[0-3F]|REJ|RST[OR](?:S0|H)?|SH|SHR|OTH|RSTRH)$/

/** What a line without directives is, told from its cells; undefined where none fits. */
export function usualFields(
  cells: readonly string[],
): readonly [string, readonly string[]] | undefined {
  const isFile = cells[1]?.startsWith("F") && !/^\d{1,5}$/.test(cells[3] ?? "")
  const path = isFile
    ? "files"
    : /^\d{1,9}$/.test(cells[6] ?? "")
      ? "http"
      : connState.test(cells[11] ?? "")
        ? "conn"
        : "dns"
  return known.find(([name, fields]) => name === path && fields.length === cells.length)
}

/** Columns that hold lists, for logs whose `#types` was not seen. */
export const listFields: ReadonlySet<string> = new Set(
  "tags answers TTLs tx_hosts rx_hosts conn_uids analyzers tunnel_parents proxied orig_fuids orig_filenames orig_mime_types resp_fuids resp_filenames resp_mime_types".split(
    " ",
  ),
)
