import { expect, test } from "bun:test"
import { type End, openPipe } from "./socket-pipe.ts"

/** A receiver that takes so many bytes at a time, and a sender that is held back. */
function open(room: number) {
  const log: string[] = []
  let left = room
  const end = (name: string): End => ({
    write: (bytes) => {
      const taken = Math.min(left, bytes.length)
      left -= taken
      log.push(Buffer.from(bytes.subarray(0, taken)).toString())
      return taken
    },
    end: () => log.push(`${name} ends`),
    pause: () => void log.push(`${name} waits`),
    resume: () => void log.push(`${name} goes on`),
  })
  const pipe = openPipe(end("sender"), end("receiver"))
  const drain = (more: number) => {
    left = more
    pipe.drain()
  }
  return { pipe, drain, log }
}

test("what the receiver can't take holds the sender back, and comes later, in order", () => {
  const { pipe, drain, log } = open(3)
  pipe.push(Buffer.from("abcde"))
  pipe.push(Buffer.from("fg"))
  drain(1)
  drain(100)
  pipe.push(Buffer.from("h"))
  expect(log).toEqual(["abc", "sender waits", "d", "efg", "sender goes on", "h"])
})

test("the receiver is told of the end when it has got all", () => {
  const { pipe, drain, log } = open(2)
  pipe.push(Buffer.from("abc"))
  pipe.finish()
  expect(log).toEqual(["ab", "sender waits"])
  drain(10)
  expect(log.slice(2)).toEqual(["c", "receiver ends"])
})

test("a receiver that is gone takes nothing and breaks nothing", () => {
  const { pipe, log } = open(0)
  pipe.push(Buffer.from("a"))
  pipe.drain()
  expect(log.filter((each) => each !== "")).toEqual(["sender waits"])
})
