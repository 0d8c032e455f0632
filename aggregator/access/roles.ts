/** What a person or a program may do in the console: each role may all that those before it may. */
export const roles = ["viewer", "analyst", "admin"] as const
export type Role = (typeof roles)[number]

export const isRole = (text: unknown): text is Role => roles.some((role) => role === text)

/** Whether a role may do what needs at least the other. */
export const covers = (role: Role, least: Role): boolean =>
  roles.indexOf(role) >= roles.indexOf(least)

export const lesserOf = (a: Role, b: Role): Role => (covers(a, b) ? b : a)
