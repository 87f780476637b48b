export { type Authentication, createAuthentication } from './authentication.ts'
export { createPasswords, type Passwords } from './passwords.ts'
export { type AuthRouteDependencies, authRoutes } from './routes.ts'
