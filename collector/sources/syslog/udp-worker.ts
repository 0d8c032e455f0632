import { trimEnd } from "#shared/pipeline/raw.ts"
import { receiveDatagrams } from "#shared/pipeline/udp-receive.ts"

// A thread of its own: the kernel's buffer is small, and a busy main thread would let it overflow.
receiveDatagrams(() => ({ take: trimEnd, end() {} }))
