/** @jsxImportSource hono/jsx */

/** Stands where the answer will be; the style sheet takes it away when that has come. */
export const Counting = () => (
  <p class="working" role="status">
    The store is counting …
  </p>
)

interface NotCountedProps {
  readonly isLate: boolean
  /** The page itself. */
  readonly to: string
}

export const NotCounted = ({ isLate, to }: NotCountedProps) => (
  <div class="problem" role="alert">
    <p>
      {isLate
        ? "The store did not answer in time and was stopped. Take a shorter time, or more conditions."
        : "The store does not answer."}
    </p>
    <p class="acts">
      <a href={to}>Try again</a>
      <a href="/health">What is wrong: Health</a>
    </p>
  </div>
)
