/** What the UDP worker is started with. */
export interface UdpStart {
  readonly host: string
  readonly port: number
  readonly receiveBufferBytes: number
  readonly lingerMs: number
  readonly batchRecordsMax: number
  readonly recordBytesMax: number
  /** Networks that may send. */
  readonly allow?: readonly string[] | undefined
}

/** What it is told later: to go by new options, at the same address, or to end. */
export type UdpOrder<Start extends UdpStart> = { readonly use: Start } | "close"

/** What it tells. */
export type UdpMessage =
  | { readonly kind: "opened"; readonly port: number; readonly bufferBytes: number }
  | { readonly kind: "resized"; readonly bufferBytes: number }
  | { readonly kind: "failed"; readonly cause: string }
  | { readonly kind: "kernelDrops"; readonly count: number }
  | { readonly kind: "lost"; readonly reason: string; readonly count: number }
  | { readonly kind: "strangers"; readonly count: number }
  | { readonly kind: "closed" }
  | Datagrams

/** Datagrams, one entry each; bytes only for those that are not UTF-8. */
export interface Datagrams {
  readonly kind: "datagrams"
  readonly texts: readonly string[]
  readonly peers: readonly string[]
  readonly exact: readonly { readonly index: number; readonly bytes: Uint8Array }[]
  readonly cut: readonly { readonly index: number; readonly originalBytes: number }[]
  readonly bytes: number
}
