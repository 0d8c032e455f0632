import { expect, test } from "bun:test"
import { dropsIn } from "./kernel-drops.ts"

const table = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  123: 0100007F:1586 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 27891 2 0000000000000000 17
  124: 0100007F:1587 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 27892 2 0000000000000000 5
  125: 00000000:1586 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 27893 2 0000000000000000 3
`

test("adds up the drops of the port's sockets", () => {
  expect(dropsIn(table, 5510)).toBe(20)
})

test("knows of none for a port that isn't there", () => {
  expect(dropsIn(table, 99)).toBe(0)
})
