/**
 * Of the API's Node. It holds some 40 MiB for good; left to itself, V8 would let the heap grow to four times that, or more, before it clears
 * away what answers have left, because the machine has room. The Dockerfile says the same.
 */
export const API_FLAGS: readonly string[] = ['--max-semi-space-size=8', '--max-old-space-size=1024']
