/** The caller's mistake, told to the caller. */
export class InputError extends Error {
  /** Where in the text of the query, from 0. */
  readonly position: number | undefined
  constructor(message: string, position?: number) {
    super(message)
    this.position = position
  }
}
