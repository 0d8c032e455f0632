import { hashText, newToken } from "#shared/access/token.ts"
import { type Call, type Command, CommandError, print } from "#shared/config/command.ts"

/** `token`: makes a token for a sender. What is kept of it is its hash. */
export const tokenCommand: Command = {
  name: "token",
  usage: "[NAME]",
  summary: "Makes a token for senders by HTTP, and the line of its hash for the configuration.",
  run: async ({ operands }: Call) => {
    const [name = "sender", ...more] = operands
    if (more.length > 0 || !/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(name))
      throw new CommandError("give one name of letters, digits, _ . - and at most 64 of them")
    const token = newToken()
    const hash = hashText(token)
    await print(
      `${[
        `${token}`,
        "",
        "That is the token: give it to the sender, it is shown this once. What is kept is its hash,",
        "under tokens of the source http:",
        `  - { name: ${JSON.stringify(name)}, token: "${hash}" }`,
        "or as a line of its tokensFile:",
        `  ${name}:${hash}`,
      ].join("\n")}\n`,
    )
    return 0
  },
}
