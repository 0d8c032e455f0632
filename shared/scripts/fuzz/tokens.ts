/** Pieces that have broken parsers of every kind. */
export const everywhere: readonly string[] = [
  "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "__proto__.polluted", "constructor.prototype.polluted",
  '{"__proto__":{"polluted":1}}', '"__proto__":["polluted"],', "__proto__=polluted ", "__proto__[polluted]=1",
  "vedette.stream", "event.id", "event.kind=pipeline_error", "@timestamp", "ecs.version",
  "\u001b[2J\u001b[31m", "\u001b]0;title\u0007", "\u202e", "\u2066", "\u200b", "\u0000", "\ufeff", "\u0085", "\u2028", "\ufffd",
  "\\u0000", "\\ud800", "\\udfff\\ud800", "\\u202e", "\ud83d\ude00", "İ", "ß", "ı", "K",
  "-", "-1", "0", "-0", "1e309", "-1e309", "1e-400", "9007199254740993", "18446744073709551616", "0x7fffffffffffffff", "00000000001",
  "9".repeat(400), "NaN", "Infinity", "true", "null", "undefined", "[]", "{}", '""', "''",
  "0000-00-00T00:00:00Z", "9999-12-31T23:59:59.999999999Z", "+275760-09-13T00:00:00Z", "-271821-04-20T00:00:00Z", "275760-09-14T00:00:00Z",
  "2026-02-29T00:00:00Z", "2024-02-29T23:59:60Z", "2026-03-29T02:30:00", "Feb 29 00:00:00", "Dec 31 23:59:59", "Jan  1 00:00:00",
  "2026-01-01T00:00:00+99:99", "8640000000000001", "-8640000000000001", "253402300800", "4102444800000000000", "99/99/9999 99:99:99",
  "256.256.256.256", "0.0.0.0", "::", "::ffff:1.2.3.4", "fe80::1%eth0", "[::1]:99999", "1.2.3.4:70000", "1.2.3", "10.0.0.0/33",
  "http://[::1", "http://a:b@c:99999/?a=%00%zz#", "https://xn--", "//", "%00", "%ff%fe", "%", "%25252525", "..%2f", "../../etc/passwd", "C:\\..\\",
  "\\", "\\\\", '\\"', '"', "'", "`", "|", "\\|", "=", "\\=", ";", ",", ":", "\t", "\r\n", "\n", "\n\n", " ", "<", ">", "&", "&#0;", "&#x110000;",
  "$1", "$&", "$" + "{x}", "{{x}}", "<script>alert(1)</script>", "]]>", "<!--", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "(?:", "*", "?", "[", "]", "(", ")", "{", "}",
] // biome-ignore format: a list of pieces

const json = ['{"', '":', ',"', "\\u", '":[{', "}]", '":{"', "1E400", '"}', '[[', '"a":1,"a":2,'] // biome-ignore format: a list
const pairs = ["a=b ", 'a="b" ', 'a="', "a=", "=b", " a", "a b=c", "src=1.2.3.4 ", "msg='"]
const stamps = [
  "<0>",
  "<191>",
  "<999999>",
  "<34>1 ",
  "Mar  1 12:00:00 ",
  "2026-03-01T12:00:00Z ",
  "- - - ",
]

/** Pieces that mean something to one format, step or protocol, by its name. */
export const own: Readonly<Record<string, readonly string[]>> = {
  json, gelf: [...json, '"short_message":', '"_id":', '"timestamp":'], docker: json, journald: [...json, '"MESSAGE":[', '"__CURSOR":"', "255,254"],
  syslog: [...stamps, "[a@1 b=\"", "\\]", "\"]", "[", "sshd[1]: ", "%ASA-6-302013: ", "last message repeated 2 times", "-  "],
  auditd: ["type=", "msg=audit(1772366400.250:7): ", "a0=", "proctitle=", "2F62696E", "node=", "msg='", "\u001d", "argc=99999999", "saddr=0200"],
  cef: ["CEF:0|", "|", "\\|", "\\=", "\\n", "cs1Label=", "cs1=", "rt=", "ext=", "CEF:99999999999|"],
  leef: ["LEEF:1.0|", "LEEF:2.0|", "|^|", "|x09|", "|0x5E|", "^", "devTime=", "devTimeFormat=", "MMM dd yyyy HH:mm:ss", "\t"],
  cri: ["2026-03-01T12:00:00.000000000Z ", "stdout ", "stderr ", "F ", "P ", "P"],
  winevent: [...json, '"EventID":', '"winlog":{', '"event_data":{', '"System":', '"Properties":', '"@timestamp":', '"EventData":{"Data":['],
  "winevent-xml": ["<Event>", "</Event>", "<System>", "<EventData>", '<Data Name="', "</Data>", "<![CDATA[", "<a ", "xmlns='", "/>"],
  "winevent-text": ["\tLogon Type:\t\t", "Account Name:", "LogName=", "EventCode=", "Message=", "\r\n"],
  snare: ["MSWinEventLog\t", "\t", "Success Audit", "N/A"],
  vpcflow: ["2 ", "- ", "ACCEPT OK", "NODATA", "SKIPDATA", "version account-id interface-id "],
  "sap-audit": ["2AU1", "3AUK", "&A&", "                "],
  cloudwatch: [...json, '"logEvents":[', '"messageType":"DATA_MESSAGE"', '"message":"'],
  beats: [...json, '"@metadata":{', '"agent":{', '"fields":{'], otlp: [...json, '"resourceLogs":[', '"attributes":[{"key":"', '"timeUnixNano":"', '"kvlistValue":'],
  hec: [...json, '"event":', '"time":', '"fields":', '"sourcetype":"'], zeek: ["#separator \\x09\n", "#fields\t", "#types\t", "#path\tconn\n", "\t", "(empty)", "-"],
  w3c: ["#Fields: ", "#Software: ", "date time ", "cs-method ", "- ", "#Date: ", "cs(User-Agent) "], kv: pairs, text: stamps,
  csv: ['"",', '",', '"', ",,,", '""'], query: [" AND ", " OR ", " NOT ", "&&", "||", "(", ")", "[", " TO ", "]", "{", "}", ">=", "<", ":", "_exists_:", "-", "!", "\\*", "*", "?", '"', "source.ip:", "@timestamp:", "message:", "10.0.0.0/8"],
  yaml: ["\n- ", "\n  ", ": ", "&a ", "*a", "<<: *a", "!!binary ", "!!js/function ", "|\n", ">-\n", "---\n", "...\n", "%YAML 9.9\n", "? ", "{a: ", "[a, ", "? [", "'", "\"", "#", "\t", "~", "1_000", "0o7", ".inf", "env:HOME", "file:/dev/zero"],
  sigma: ["|contains", "|re: ", "|re|i: ", "|base64offset|contains", "|cidr: ", "|windash", "|expand", "|exists: ", "|fieldref: ", "|all", "1 of ", "all of ", "them", " and not ", "condition: ", "detection:\n", "correlation:\n", "timespan: 5m\n", "(a+)+$", "(?<=a)", "\\*", "%x%", "logsource:\n", "action: global\n", "[\\s\\S]{0,99999}"],
  tree: ["grok: ", "%{IP:source.ip}", "%{GREEDYDATA:message}", "dissect: ", "%{a} %{b}", "kv: ", "then:\n", "steps:\n", "when:\n", "if: ", "definitions: ", "replace: ", "(a|a)*$", "json: ", "date: ", "yyyy-MM-dd", "set: ", "lookup: ", "|re: "],
  http: [...json, '{"index":{}}\n', '{"create":{"_index":"a","_id":"b"}}\n', '{"delete":{}}\n', '{"event":"', "\n", "\r\n", "[", "]", ",", "\u001e"],
  url: ["?q=", "&from=", "&to=", "&size=", "&after=", "&by=", "/api/events", "/api/alerts", "/api/terms?field=", "/api/histogram", "/events/", "/alerts/", "/search", "/health", "now-1h", "%2e%2e/", "//", "%", "#", "<i id=fz>", "\"onx=", "javascript:", "&q=%22", "&view="],
  framing: ["3 abc", "0 ", "1 ", "99999999999 ", "16777216 ", "1048577 ", "\n", "\0", "<1>", "5 <1>\n\n"],
} // biome-ignore format: lists of pieces
