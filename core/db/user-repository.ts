import { type Db, ObjectId, type WithId } from 'mongodb'
import type { NewUser, User } from '../domain/user.ts'
import { foldedName, type UserRole, userNames } from '../domain/user-rules.ts'
import { AppError, found } from '../errors.ts'
import { isDuplicateKey } from './duplicate-key.ts'

interface StoredUser {
  username: string
  email: string
  /** By which the user is found (userNames); no two users share one. */
  names: string[]
  full_name: string | null
  /** bcrypt. */
  hashed_password: string
  role: UserRole
  disabled: boolean
  cv_url: string | null
  created_at: Date
  updated_at: Date
  last_login: Date | null
}

/** What log-in compares with. */
export interface Credentials {
  id: string
  hashedPassword: string
  disabled: boolean
}

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
    async create({ username, email, full_name }: Omit<NewUser, 'password'>, hashedPassword: string, now: Date): Promise<User> {
      const stored: WithId<StoredUser> = {
        _id: new ObjectId(),
        username,
        email,
        names: userNames({ username, email }),
        full_name,
        hashed_password: hashedPassword,
        role: 'user',
        disabled: false,
        cv_url: null,
        created_at: now,
        updated_at: now,
        last_login: null,
      }
      try {
        await users.insertOne(stored)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        await refuseTaken({ username, email })
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

function answered(user: WithId<StoredUser>): User {
  const id = user._id.toHexString()
  return {
    _id: id,
    id,
    username: user.username,
    email: user.email,
    full_name: user.full_name,
    role: user.role,
    disabled: user.disabled,
    cv_url: user.cv_url,
    created_at: user.created_at.toISOString(),
    updated_at: user.updated_at.toISOString(),
    last_login: user.last_login?.toISOString() ?? null,
  }
}
