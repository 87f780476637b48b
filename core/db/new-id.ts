import { ObjectId } from 'mongodb'

/** The id of a record that is still to be made, 24 hexadecimal digits. */
export const newId = (): string => new ObjectId().toHexString()
