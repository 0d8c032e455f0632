/**
 * What a service says, or `instead` where it fails or takes longer: health must be told at once, also
 * when what it is about does not answer.
 */
export async function inTime<T>(answer: Promise<T>, instead: T, mostMs = 3000): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<T>()
  const timer = setTimeout(() => resolve(instead), mostMs)
  try {
    return await Promise.race([answer.catch(() => instead), promise])
  } finally {
    clearTimeout(timer)
  }
}
