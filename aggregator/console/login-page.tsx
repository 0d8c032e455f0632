/** @jsxImportSource hono/jsx */
import { Layout } from "./parts/layout.tsx"

interface LoginPageProps {
  /** What the form must bring back, as its cookie does. */
  readonly form: string
  readonly by: { readonly token: boolean; readonly users: boolean }
  readonly problem?: string
}

export function LoginPage({ form, by, problem }: LoginPageProps) {
  return (
    <Layout title="Log in" bare>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {by.users && (
        <form method="post" action="/login" class="login">
          <input type="hidden" name="form" value={form} />
          <label for="name">Name</label>
          <input id="name" name="name" required maxlength={64} autocomplete="username" />
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            required
            autocomplete="current-password"
          />
          <button type="submit">Log in</button>
        </form>
      )}
      {by.token && (
        <form method="post" action="/login" class="login">
          <input type="hidden" name="form" value={form} />
          <label for="token">Token</label>
          <input id="token" name="token" type="password" required autocomplete="off" />
          <button type="submit">{by.users ? "Log in by the token" : "Log in"}</button>
        </form>
      )}
    </Layout>
  )
}
