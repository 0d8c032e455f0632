/** Lines as a small site's sources send them, of some hundred hosts, users and addresses. */
export function lineMaker(
  random: () => number = Math.random,
  now: () => number = Date.now,
): () => string {
  const below = (limit: number) => Math.floor(random() * limit)
  const user = () => `user${below(300)}`
  const outside = () => `198.51.${below(100)}.${below(256)}`
  const inside = () => `10.${below(4)}.${below(256)}.${below(256)}`
  const host = () => `srv${below(120)}`
  const stamp = () => new Date(now()).toISOString()
  const makers: readonly (() => string)[] = [
    () => `<86>1 ${stamp()} ${host()} sshd ${below(30_000)} - - Accepted publickey for ${user()} from ${inside()} port ${1024 + below(60_000)} ssh2`,
    () => `<86>1 ${stamp()} ${host()} sshd ${below(30_000)} - - Failed password for ${user()} from ${outside()} port ${1024 + below(60_000)} ssh2`,
    () => `<85>1 ${stamp()} ${host()} sudo ${below(30_000)} - - ${user()} : TTY=pts/${below(9)} ; PWD=/home ; USER=root ; COMMAND=/usr/bin/systemctl restart app${below(40)}`,
    () => `<166>1 ${stamp()} fw${below(4)} - - - - %ASA-6-302013: Built outbound TCP connection ${below(1e9)} for outside:${outside()}/443 (${outside()}/443) to inside:${inside()}/${1024 + below(60_000)} (${outside()}/${1024 + below(60_000)})`,
    () => `<30>1 ${stamp()} ${host()} nginx ${below(30_000)} - - ${outside()} - - [${clf(new Date(now()))}] "GET /shop/${below(5000)}?q=${below(1e6)} HTTP/1.1" ${random() < 0.9 ? 200 : 404} ${below(90_000)} "-" "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"`,
    () => `<30>1 ${stamp()} ${host()} dnsmasq ${below(30_000)} - - query[A] host${below(2000)}.example.com from ${inside()}`,
    () => JSON.stringify({ "@timestamp": stamp(), winlog: { channel: "Security", provider_name: "Microsoft-Windows-Security-Auditing", event_id: 4624, computer_name: `${host()}.example.com`, event_data: { TargetUserName: user(), LogonType: "3", IpAddress: inside(), IpPort: String(below(60_000)) } } }),
    () => JSON.stringify({ "@timestamp": stamp(), message: `job ${below(1e6)} done in ${below(900)} ms`, host: { name: host() }, service: { name: `svc${below(30)}` }, log: { level: "info" } }),
  ] // biome-ignore format: a line each
  return () => makers[below(makers.length)]!()
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")

/** `25/Nov/2026:14:47:44 +0000`. */
function clf(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0")
  const time = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()].map(two).join(":")
  return `${two(now.getUTCDate())}/${months[now.getUTCMonth()]}/${now.getUTCFullYear()}:${time} +0000`
}
