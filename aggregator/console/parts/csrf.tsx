/** @jsxImportSource hono/jsx */
import { visitor } from "../visitor.ts"

/** In each form that changes something: the proof that it is of this session's own page. */
export function Csrf() {
  const csrf = visitor.getStore()?.csrf
  return csrf === undefined ? null : <input type="hidden" name="csrf" value={csrf} />
}
