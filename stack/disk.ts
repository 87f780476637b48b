import { statfs } from 'node:fs/promises'
import { StackError } from './stack-error.ts'

/** What a start wants: MongoDB alone writes its journal ahead in files of 100 MB. */
const neededMb = 100
/** Below this nothing can be written any more that matters. */
const nothingMb = 8

/** Free megabytes for this user where the folder is; undefined where the file system doesn't say. */
async function freeMb(folder: string): Promise<number | undefined> {
  const { bavail, bsize, blocks } = await statfs(folder).catch(() => ({ bavail: 0, bsize: 0, blocks: 0 }))
  return blocks === 0 ? undefined : Math.floor((bavail * bsize) / 1e6)
}

/** @throws StackError when there is too little room to start on that folder. */
export async function checkRoom(folder: string): Promise<void> {
  const free = await freeMb(folder)
  if (free === undefined || free >= neededMb) return
  throw new StackError(`The disk is nearly full: ${folder} has ${free} MB left, and a start needs ${neededMb} MB. Free some space, or choose another folder with \`--data-dir\`.`) // biome-ignore format: one sentence
}

/** Whether what ended there may have ended for want of room. */
export async function isFull(folder: string): Promise<boolean> {
  return ((await freeMb(folder)) ?? Number.POSITIVE_INFINITY) < nothingMb
}

export const fullDiskSentence = (name: string) => `${name} found the disk full: free some space and run the same command again.`
