import { randomBytes } from "node:crypto"
import { digestOf, newToken } from "#shared/access/token.ts"
import { type Call, type Command, CommandError, print } from "#shared/config/command.ts"
import { openPasswords, passwordFault } from "./passwords.ts"
import { readPassword } from "./prompt.ts"
import { isRole, lesserOf, type Role, roles } from "./roles.ts"
import { changeUser, newRevision, readUsers, type User, writeUsers } from "./users.ts"

const dayMs = 86_400_000
const tokenDays = 90
const tokenDaysMax = 366
const tokensMax = 32
const where = ["config", "users-file"]

/** `user …`: who may come into the console. @param fileOf the file of users of a call */
export function userCommands(fileOf: (call: Call) => string): readonly Command[] {
  const command = (
    verb: string,
    usage: string,
    summary: string,
    options: readonly string[],
    work: (file: string, call: Call) => Promise<string>,
  ): Command => ({
    name: `user ${verb}`,
    usage: `${usage} [--config FILE] [--users-file FILE]`.trim(),
    summary,
    options: [...where, ...options],
    async run(call) {
      await print(`${await work(fileOf(call), call)}\n`)
      return 0
    },
  })
  return [
    command(
      "add",
      "NAME [--role viewer|analyst|admin] [--password-file FILE]",
      "Adds a user; asks for the password at the terminal.",
      ["role", "password-file"],
      add,
    ),
    command(
      "passwd",
      "NAME [--password-file FILE]",
      "Gives a user another password; ends the user's logins.",
      ["password-file"],
      passwd,
    ),
    command("role", "NAME ROLE", "Gives a user another role; ends the user's logins.", [], role),
    command("remove", "NAME", "Removes a user, with logins and tokens.", [], remove),
    command("list", "", "The users, their roles and tokens.", [], list),
    command(
      "token",
      "NAME [--label TEXT] [--role ROLE] [--days N]",
      "Makes a token by which a program asks the API as the user.",
      ["label", "role", "days"],
      token,
    ),
    command("revoke", "NAME ID", "Takes a token back; `user list` has its id.", [], revoke),
  ]
}

async function add(file: string, call: Call): Promise<string> {
  const name = nameOf(call, 1)
  const role = roleOf(call.option("role") ?? "viewer")
  const users = readUsers(file)
  if (users.some((user) => user.name === name))
    throw new CommandError(`there is a user ${name}`, 65)
  const password = await passwordOf(call, name)
  const user: User = {
    name,
    role,
    password,
    revision: newRevision(),
    createdMs: Date.now(),
    tokens: [],
  }
  writeUsers(file, [...users, user])
  const first = users.length === 0 ? "; from now on the console asks who comes" : ""
  return `${name} is ${role}${first}`
}

async function passwd(file: string, call: Call): Promise<string> {
  const { name } = userOf(file, nameOf(call, 1))
  const password = await passwordOf(call, name)
  changeUser(file, name, (user) => ({ ...user, password, revision: newRevision() }))
  return `${name} has another password`
}

async function role(file: string, call: Call): Promise<string> {
  const { name } = userOf(file, nameOf(call, 2))
  const role = roleOf(call.operands[1]!)
  changeUser(file, name, (user) => ({ ...user, role, revision: newRevision() }))
  return `${name} is ${role}`
}

async function remove(file: string, call: Call): Promise<string> {
  const { name } = userOf(file, nameOf(call, 1))
  const left = readUsers(file).filter((user) => user.name !== name)
  writeUsers(file, left)
  const last = left.length === 0 ? "; there is no user left" : ""
  return `${name} is removed${last}`
}

async function list(file: string): Promise<string> {
  const rows = readUsers(file).flatMap(({ name, role, tokens }) => [
    `${name}\t${role}`,
    ...tokens.map(
      ({ id, label, role, endsMs }) =>
        `  token ${id}\t${role}\t${endsMs > Date.now() ? "until" : "ended"} ${new Date(endsMs).toISOString().slice(0, 10)}\t${label}`,
    ),
  ])
  return rows.join("\n") || "no users"
}

async function token(file: string, call: Call): Promise<string> {
  const { name, role, tokens } = userOf(file, nameOf(call, 1))
  const days = Number(call.option("days") ?? tokenDays)
  if (!Number.isInteger(days) || days < 1 || days > tokenDaysMax)
    throw new CommandError(`--days is a number from 1 to ${tokenDaysMax}`)
  if (tokens.length >= tokensMax) throw new CommandError(`${name} has ${tokensMax} tokens`, 65)
  const text = newToken()
  const nowMs = Date.now()
  const made = {
    id: randomBytes(4).toString("hex"),
    label: (call.option("label") ?? "").slice(0, 64),
    role: lesserOf(role, roleOf(call.option("role") ?? role)),
    hash: digestOf(text).toString("hex"),
    createdMs: nowMs,
    endsMs: nowMs + days * dayMs,
  }
  changeUser(file, name, (user) => ({ ...user, tokens: [...user.tokens, made] }))
  process.stderr.write(
    `token ${made.id} of ${name}, ${made.role}, ${days} days; shown this once:\n`,
  )
  return text
}

async function revoke(file: string, call: Call): Promise<string> {
  const { name, tokens } = userOf(file, nameOf(call, 2))
  const id = call.operands[1]!
  if (!tokens.some((one) => one.id === id)) throw new CommandError(`${name} has no token ${id}`, 65)
  changeUser(file, name, (user) => ({
    ...user,
    tokens: user.tokens.filter((one) => one.id !== id),
  }))
  return `the token ${id} of ${name} is taken back`
}

function nameOf({ operands }: Call, count: number): string {
  if (operands.length !== count) throw new CommandError("see --help: these are not its operands")
  const name = operands[0]!.toLowerCase()
  if (!/^[a-z0-9][a-z0-9._@-]{0,63}$/.test(name))
    throw new CommandError("a name has letters, digits, . _ @ - and at most 64 of them")
  return name
}

function userOf(file: string, name: string): User {
  const user = readUsers(file).find((one) => one.name === name)
  if (!user) throw new CommandError(`there is no user ${name}`, 65)
  return user
}

function roleOf(text: string): Role {
  if (isRole(text)) return text
  throw new CommandError(`a role is one of ${roles.join(", ")}`)
}

async function passwordOf(call: Call, name: string): Promise<string> {
  const password = await readPassword(call.option("password-file"))
  const fault = passwordFault(password, name)
  if (fault) throw new CommandError(fault, 65)
  return openPasswords().hash(password)
}
