/**
 * Of the API's Node. It holds some 40 MiB for good; left to itself, V8 lets the heap grow to four times that before it clears away what answers
 * have left, because the machine has room. Smaller bounds cost CPU: at 8 and 1024 a list's answer took half as much again. The Dockerfile
 * says the same.
 */
export const API_FLAGS: readonly string[] = ['--max-semi-space-size=16', '--max-old-space-size=1536']

export const API_ENVIRONMENT: Readonly<Record<string, string>> = {
  /** Of glibc's allocator: by default each of Node's threads keeps the freed memory of its own arena. */
  MALLOC_ARENA_MAX: '2',
  /** From the first module on: a process that finds all of them there never loads Node's TypeScript compiler, which keeps 17 MiB. */
  NODE_COMPILE_CACHE: '/tmp/node-compile-cache',
}
