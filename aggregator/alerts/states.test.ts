import * as v from "valibot"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { storeDeps, temporaryFolder } from "../store/store-deps.ts"
import { statesSuite } from "./states-suite.ts"

statesSuite("local", async () => {
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
