import { folded } from '../../../core/domain/text-rules.ts'

/** Words that make one part of a text: overlapping runs of so many. */
const RUN = 3
const BINS = 128
const EMPTY = 0xffff

export interface TextSketch {
  /** One-permutation MinHash: the least hash of each bin, 16 bits each, 0xffff where the bin is empty. */
  sketch: Uint8Array
  /** Different parts of the text. */
  size: number
}

/** What a text is like, in 256 bytes. Null where it has fewer words than one part. */
export function sketchOf(text: string | null): TextSketch | null {
  const words = folded(text ?? '').match(/[\p{L}\p{N}]+/gu) ?? []
  if (words.length < RUN) return null
  const hashes = words.map(hashOf)
  const parts = new Set<number>()
  for (let at = RUN; at <= hashes.length; at++) {
    let part = 0
    for (let n = at - RUN; n < at; n++) part = mixed(part, hashes[n] ?? 0)
    parts.add(part)
  }
  const least = new Uint16Array(BINS).fill(EMPTY)
  for (const part of parts) {
    const bin = part % BINS
    least[bin] = Math.min(least[bin] ?? EMPTY, Math.min(part >>> 16, EMPTY - 1))
  }
  const sketch = new Uint8Array(2 * BINS)
  const view = new DataView(sketch.buffer)
  for (const [bin, value] of least.entries()) view.setUint16(2 * bin, value)
  return { sketch, size: parts.size }
}

/** A sketch read for comparing: a number a bin. */
export interface ReadSketch {
  bins: Uint16Array
  size: number
}

export function readSketch({ sketch, size }: { sketch: Uint8Array | null; size: number }): ReadSketch | null {
  if (sketch === null) return null
  // A copy: what MongoDB gives begins anywhere in a buffer. Bins are only compared with each other, the order of their bytes is all the same.
  return { bins: new Uint16Array(new Uint8Array(sketch).buffer), size }
}

/**
 * How much two texts have in common, estimated: `of all` parts of both (Jaccard), and `of the shorter` (what a beginning has of its whole).
 * The error is about 0.04, and several times that of the shorter where it is much shorter.
 */
export function commonParts(one: ReadSketch, other: ReadSketch): { ofAll: number; ofShorter: number } {
  let [same, filled] = [0, 0]
  for (let bin = 0; bin < BINS; bin++) {
    const [a, b] = [one.bins[bin], other.bins[bin]]
    if (a === EMPTY && b === EMPTY) continue
    filled++
    if (a === b) same++
  }
  const ofAll = filled === 0 ? 0 : same / filled
  const common = (ofAll * (one.size + other.size)) / (1 + ofAll)
  return { ofAll, ofShorter: Math.min(1, common / Math.min(one.size, other.size)) }
}

/** FNV-1a. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Murmur3's mixing of one more word into a hash, with its finish, so that all bits count. */
function mixed(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x85ebca6b) + 0x9e3779b9
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
