import type { ApplicationRepository } from '../../core/db/application-repository.ts'

export interface UndescribedDependencies {
  applications: Pick<ApplicationRepository, 'listUndescribed'>
}

/** Some applications that have an address and no description; `last`: where the next ones begin, undefined when these are the last. */
export interface Undescribed {
  ids: string[]
  last: string | undefined
}

export const createUndescribed = ({ applications }: UndescribedDependencies) => ({
  /** At most `limit`, in id order after `after`. Those that are being described, and texts of users, are none of them. */
  async listUndescribed({ after, limit }: { after: string | undefined; limit: number }): Promise<Undescribed> {
    const ids = await applications.listUndescribed(after, limit)
    return { ids, last: ids.length === limit ? ids.at(-1) : undefined }
  },
})
