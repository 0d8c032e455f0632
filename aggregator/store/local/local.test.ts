import * as v from "valibot"
import { storeDeps, temporaryFolder } from "../store-deps.ts"
import { storeSuite } from "../store-suite.ts"
import { openLocalStore } from "./local.ts"
import { localStoreOptions } from "./options.ts"

storeSuite("local", async () => {
  const folder = temporaryFolder()
  const options = v.parse(localStoreOptions, { type: "local", directory: folder.path, readers: 1 })
  const store = await openLocalStore(options, storeDeps())
  return {
    store,
    settled: async () => {},
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      folder[Symbol.dispose]()
    },
  }
})
