import { type Db, ObjectId, type WithId } from 'mongodb'
import type { User } from '../domain/user.ts'
import { exactName, foldedName, type UserRole, userNames } from '../domain/user-rules.ts'
import type { UserUpdate } from '../domain/user-update.ts'
import { AppError, found } from '../errors.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { newId } from './new-id.ts'
import { answered, newUserDocument, type StoredUser, type UserFields, userChanges } from './user-document.ts'
import { createUserLists } from './user-lists.ts'
import { changeVersioned, refuseStale } from './versioned-change.ts'

/** What log-in compares with. */
export interface Credentials {
  id: string
  hashedPassword: string
  disabled: boolean
}

/** A new user; the role is `user` unless an admin says otherwise. */
export type NewUserFields = Omit<UserFields, 'role'> & { role?: UserRole }

export interface VersionedUser {
  user: User
  version: number
}

export type UserRepository = ReturnType<typeof createUserRepository>

/** Users. What it answers never holds a hash, but for what has `Credentials` in its name. */
export function createUserRepository(db: Db) {
  const users = db.collection<StoredUser>('users')

  /** @throws AppError when another user than `except` has one of the names. Served by `users_by_name` and `users_by_folded_name`. */
  async function refuseHeld(names: string[], email: string, except?: string): Promise<void> {
    const taken = { $in: names }
    const others = except === undefined ? {} : { _id: { $ne: new ObjectId(except) } }
    const holder = await users.findOne({ ...others, $or: [{ names: taken }, { folded_names: taken }] }, { projection: { names: 1, folded_names: 1 } })
    if (holder === null) return
    const held = [...holder.names, ...(holder.folded_names ?? [])]
    const heldEmail = names.includes(foldedName(email)) && held.includes(foldedName(email))
    throw new AppError(heldEmail ? 'email_taken' : 'username_taken')
  }

  /**
   * To be asked before a create, which takes time.
   * @param except the id of the user who may have the names
   * @throws AppError email_taken or username_taken
   */
  const refuseTaken = (user: { username: string; email: string }, except?: string) => refuseHeld(userNames(user), user.email, except)

  const load = async (id: string) => found(await users.findOne({ _id: new ObjectId(id) }), 'user')

  /** The user of a username or an e-mail; of former users whose names are alike, the one who spells it so. */
  async function findNamed(name: string): Promise<WithId<StoredUser> | undefined> {
    const [folded, exact] = [foldedName(name), exactName(name)]
    const holders = await users.find({ names: { $in: [folded, exact] } }).toArray()
    const spelt = holders.find(({ names, folded_names }) => names.includes(exact) && folded_names?.includes(folded))
    return spelt ?? holders.find(({ names }) => names.includes(folded))
  }

  return {
    refuseTaken,
    ...createUserLists(users),

    /**
     * Keeps a new user under `id`; when that id is there already (a lost answer), answers what is stored. Of two at once with the same
     * name, one gets `email_taken` or `username_taken`.
     */
    async create({ role = 'user', ...user }: NewUserFields, hashedPassword: string, now: Date, id = newId()): Promise<VersionedUser> {
      const stored = newUserDocument(new ObjectId(id), { ...user, role }, hashedPassword, now)
      try {
        await users.insertOne(stored)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        await refuseTaken(user, id)
        return versioned(await load(id))
      }
      return versioned(stored)
    },

    async get(id: string): Promise<VersionedUser> {
      return versioned(await load(id))
    },

    /** The user as each request needs to know them; undefined when there is none any more. */
    async find(id: string): Promise<User | undefined> {
      const user = await users.findOne({ _id: new ObjectId(id) })
      return user === null ? undefined : answered(user)
    },

    /** The user of a username or an e-mail, as log-in finds them; else those whose names differ from it in case only. */
    async findByName(name: string): Promise<{ user: User | undefined; alike: User[] }> {
      const user = await findNamed(name)
      if (user !== undefined) return { user: answered(user), alike: [] }
      return { user, alike: (await users.find({ folded_names: foldedName(name) }).toArray()).map(answered) }
    },

    /**
     * Applies the fields that are given.
     * @param by the role of who asks
     * @param versions those the caller will overwrite, from If-Match; undefined: any
     * @param mayRename is awaited before it is told whether a new name is taken; what it throws refuses the change.
     * @throws AppError email_taken, username_taken, being_erased, forbidden, validation_failed, precondition_failed
     */
    async update(
      id: string,
      update: UserUpdate,
      by: UserRole,
      versions: readonly number[] | undefined,
      now: Date,
      mayRename: () => Promise<void> = async () => {},
    ): Promise<VersionedUser> {
      let asked = false
      let gained: { names: string[]; email: string } | undefined
      try {
        const changed = await changeVersioned(
          users,
          () => load(id),
          async (stored) => {
            refuseStale(stored, versions)
            const set = userChanges(stored, update, by, now)
            gained = set?.names && { names: set.names.filter((name) => !stored.names.includes(name)), email: set.email ?? stored.email }
            // Once, also when another change came between.
            if (gained !== undefined && !asked) await mayRename()
            asked ||= gained !== undefined
            // The unique index knows nothing of the names that former users share.
            if (gained !== undefined) await refuseHeld(gained.names, gained.email, id)
            return set && { set }
          },
        )
        return versioned(changed)
      } catch (error) {
        if (gained !== undefined && isDuplicateKey(error)) await refuseHeld(gained.names, gained.email, id)
        throw error
      }
    },

    /** What log-in needs, by username or e-mail; undefined when nobody has that name. */
    async findCredentials(name: string): Promise<Credentials | undefined> {
      const user = await findNamed(name)
      return user && credentials(user)
    },

    async getCredentials(id: string): Promise<Credentials> {
      return credentials(await load(id))
    },

    /** Replaces the password whose hash is `from` (undefined: whichever there is). Undefined when another one is stored by now. */
    async changePassword(id: string, { from, to }: { from?: string; to: string }, now: Date): Promise<User | undefined> {
      const filter = { _id: new ObjectId(id), erasing_at: null, ...(from !== undefined && { hashed_password: from }) }
      const change = { $set: { hashed_password: to, updated_at: now }, $inc: { version: 1 } }
      const changed = await users.findOneAndUpdate(filter, change, { returnDocument: 'after' })
      return changed === null ? undefined : answered(changed)
    },

    /** Notes the log-in. False when the account may not log in any more, or has another password than the one that was compared. */
    async recordLogin(id: string, hashedPassword: string, now: Date): Promise<boolean> {
      const filter = { _id: new ObjectId(id), hashed_password: hashedPassword, disabled: false, erasing_at: null }
      const { matchedCount } = await users.updateOne(filter, { $set: { last_login: now }, $inc: { version: 1 } })
      return matchedCount === 1
    },

    /** Replaces the hash of the same password by a stronger one, unless the password was changed meanwhile. */
    async renewHash({ id, hashedPassword }: Pick<Credentials, 'id' | 'hashedPassword'>, renewed: string): Promise<void> {
      await users.updateOne({ _id: new ObjectId(id), hashed_password: hashedPassword }, { $set: { hashed_password: renewed } })
    },
  }
}

const versioned = (user: WithId<StoredUser>): VersionedUser => ({ user: answered(user), version: user.version })

const credentials = ({ _id, hashed_password, disabled, erasing_at }: WithId<StoredUser>): Credentials => ({
  id: _id.toHexString(),
  hashedPassword: hashed_password,
  disabled: disabled || Boolean(erasing_at),
})
