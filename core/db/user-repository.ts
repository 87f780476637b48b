import { type Db, ObjectId } from 'mongodb'
import type { User } from '../domain/user.ts'
import { foldedName, type UserRole, userNames } from '../domain/user-rules.ts'
import { AppError, found } from '../errors.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { answered, newUserDocument, type StoredUser, type UserFields } from './user-document.ts'

/** What log-in compares with. */
export interface Credentials {
  id: string
  hashedPassword: string
  disabled: boolean
}

/** A new user; the role is `user` unless an admin says otherwise. */
export type NewUserFields = Omit<UserFields, 'role'> & { role?: UserRole }

export type UserRepository = ReturnType<typeof createUserRepository>

/** Users. What it answers never holds a hash, but for `findCredentials`. */
export function createUserRepository(db: Db) {
  const users = db.collection<StoredUser>('users')

  /** @throws AppError email_taken or username_taken. Served by the index `users_by_name`. */
  async function refuseTaken({ username, email }: { username: string; email: string }): Promise<void> {
    const holder = await users.findOne({ names: { $in: userNames({ username, email }) } }, { projection: { names: 1 } })
    if (holder !== null) throw new AppError(holder.names.includes(foldedName(email)) ? 'email_taken' : 'username_taken')
  }

  return {
    refuseTaken,

    /** Keeps a new user. Of two at once with the same name, one gets `email_taken` or `username_taken`. */
    async create({ role = 'user', ...user }: NewUserFields, hashedPassword: string, now: Date): Promise<User> {
      const stored = newUserDocument(new ObjectId(), { ...user, role }, hashedPassword, now)
      try {
        await users.insertOne(stored)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        await refuseTaken(user)
        throw error
      }
      return answered(stored)
    },

    async get(id: string): Promise<User> {
      return answered(found(await users.findOne({ _id: new ObjectId(id) }), 'user'))
    },

    /** What log-in needs, by username or e-mail; undefined when nobody has that name. */
    async findCredentials(name: string): Promise<Credentials | undefined> {
      const user = await users.findOne({ names: foldedName(name) }, { projection: { hashed_password: 1, disabled: 1 } })
      return user === null ? undefined : { id: user._id.toHexString(), hashedPassword: user.hashed_password, disabled: user.disabled }
    },

    /** What each request needs to know of its user; undefined when there is none any more. */
    async findAccess(id: string): Promise<{ role: UserRole; disabled: boolean } | undefined> {
      const user = await users.findOne({ _id: new ObjectId(id) }, { projection: { role: 1, disabled: 1 } })
      return user === null ? undefined : { role: user.role, disabled: user.disabled }
    },

    async recordLogin(id: string, now: Date): Promise<void> {
      await users.updateOne({ _id: new ObjectId(id) }, { $set: { last_login: now } })
    },

    /** Replaces the hash of the same password by a stronger one, unless the password was changed meanwhile. */
    async renewHash({ id, hashedPassword }: Pick<Credentials, 'id' | 'hashedPassword'>, renewed: string): Promise<void> {
      await users.updateOne({ _id: new ObjectId(id), hashed_password: hashedPassword }, { $set: { hashed_password: renewed } })
    },
  }
}
