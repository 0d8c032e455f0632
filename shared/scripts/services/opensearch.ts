import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { artifacts } from "./artifacts.ts"
import { findJdk } from "./jdk.ts"
import { freePorts } from "./jvm.ts"
import { prepareSecurity } from "./opensearch-security.ts"
import type { Prepared } from "./start.ts"

/** @param folder an empty one, for configuration, data and logs */
export async function prepareOpensearch(folder: string, isSecure: boolean): Promise<Prepared> {
  const java = `${findJdk(21)}/bin/java`
  const lib = await artifacts(isSecure ? "opensearch-secure" : "opensearch")
  const home = join(folder, "opensearch")
  const [http, transport] = freePorts(2) as [number, number]
  mkdirSync(join(home, "config"), { recursive: true })
  const node = `${isSecure ? "https" : "http"}://127.0.0.1:${http}`
  const security = isSecure ? await prepareSecurity(home, lib, node) : undefined
  configure(home, http, transport, security?.settings ?? "")
  const log = join(home, "out.log")
  const plugins = isSecure ? ["org.opensearch.security.OpenSearchSecurityPlugin"] : []
  return {
    launches: [{ java, args: [...javaArguments(home, lib), ...plugins], log }],
    addresses: { node: [node] },
    isReady: async () =>
      (await fetch(`${node}/_cluster/health?wait_for_status=yellow&timeout=1s`)).ok,
    ...security?.prepared,
  }
}

function configure(home: string, http: number, transport: number, more: string) {
  const settings = `cluster.name: vedette-test
discovery.type: single-node
network.host: 127.0.0.1
http.port: ${http}
transport.port: ${transport}
node.store.allow_mmap: false
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: "+vedette-*,+.ds-*,-*"
${more}`
  writeFileSync(join(home, "config/opensearch.yml"), settings)
  writeFileSync(join(home, "config/log4j2.properties"), logging)
  writeFileSync(join(home, "config/jvm.options"), "")
}

const logging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1.} %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`

function javaArguments(home: string, lib: string): string[] {
  return [
    "-Xms768m",
    "-Xmx768m",
    "-XX:+UseSerialGC",
    "-Dio.netty.noUnsafe=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.locale.providers=SPI,CLDR",
    `-Dopensearch.path.home=${home}`,
    "--add-modules=jdk.incubator.vector",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "-cp",
    join(lib, "*"),
    join(import.meta.dir, "Boot.java"), // the JDK compiles it as it starts it
    home,
  ]
}
