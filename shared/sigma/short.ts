import { partOf } from "./gram.ts"

/** Texts shorter than a gram are filed by their length and by which end of a value they stand at. */
export const shortKind = (text: string, isEnd: boolean): number =>
  isEnd ? -text.length : text.length

/** The key of what stands at that end of a value; a number that nothing has where it is too short. */
export function shortKeyOf(text: string, kind: number): number {
  const length = Math.abs(kind)
  if (text.length < length) return -1
  let key = kind + 4
  for (let at = kind < 0 ? text.length - length : 0, i = 0; i < length; i++)
    key = (key << 8) | partOf(text.charCodeAt(at + i))
  return key
}
