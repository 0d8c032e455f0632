import { printOfFolders } from "./prints.ts"

/** Tells whether folders have changed since they were read. */
export interface Seen {
  /** The print of what is there now, where it is not what was seen. */
  news(folders: readonly string[]): string | undefined
  take(print: string): void
}

/** Begins with what is there now: to be called before it is read. */
export function openSeen(folders: readonly string[]): Seen {
  let seen = printOfFolders(folders)
  return {
    news(folders) {
      const print = printOfFolders(folders)
      return print === seen ? undefined : print
    },
    take(print) {
      seen = print
    },
  }
}
