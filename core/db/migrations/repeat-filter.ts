import { hash } from 'node:crypto'

/** 2 × 16 MiB: of two million keys, one in seventy is taken for repeated though it is not. */
const BITS = 2 ** 27

/** Tells keys that were added more than once, of any number in the same memory. It may name one that was not, and misses none. */
export function createRepeatFilter() {
  const once = new Uint32Array(BITS / 32)
  const twice = new Uint32Array(BITS / 32)
  const place = (key: string) => {
    const bit = hash('md5', key, 'buffer').readUInt32LE() % BITS
    return { at: bit >>> 5, mask: 1 << (bit & 31) }
  }
  const has = (bits: Uint32Array, { at, mask }: { at: number; mask: number }) => ((bits[at] ?? 0) & mask) !== 0
  const set = (bits: Uint32Array, { at, mask }: { at: number; mask: number }) => {
    bits[at] = (bits[at] ?? 0) | mask
  }
  return {
    add(key: string): void {
      const bit = place(key)
      set(has(once, bit) ? twice : once, bit)
    },
    mayRepeat: (key: string): boolean => has(twice, place(key)),
  }
}
