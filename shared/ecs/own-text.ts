/**
 * The same text, for keeping: a piece of a larger text holds all of that in memory, so that a cache of
 * short pieces would grow by the size of whole records.
 */
export const ownText = (text: string): string => Buffer.from(text, "utf16le").toString("utf16le")
