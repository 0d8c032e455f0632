import { Death } from "./clock.ts"

/** One run of a program, from its start to its end or its death. */
export interface Life {
  readonly name: string
  isDead: boolean
  /** Asks it to stop. */
  readonly stop: AbortController
  /** It dies at its next step of so many; undefined: it lives. */
  stepsLeft: number | undefined
}

export const bornAs = (name: string): Life => ({
  name,
  isDead: false,
  stop: new AbortController(),
  stepsLeft: undefined,
})

/** Each thing that a program does to the world begins with this. @throws Death */
export function step(life: Life): void {
  if (life.stepsLeft !== undefined && life.stepsLeft-- <= 0) life.isDead = true
  if (life.isDead) throw new Death(`${life.name} is dead`)
}

/** What a dead program waits for never comes. */
export function forTheLiving<T>(life: Life, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    promise.then(
      (value) => !life.isDead && resolve(value),
      (cause) => !life.isDead && reject(cause as Error),
    )
  })
}
