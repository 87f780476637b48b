import { createRoute } from '@hono/zod-openapi'
import { NewUser, User } from '../../core/domain/user.ts'
import { bearer, bodyProblems, json, listed, problems } from '../http/operation.ts'
import { AcceptLanguage, IdParameter } from '../http/parameters.ts'
import { AnsweredSession, AnsweredTokens, PasswordChangeBody, RefreshToken, SessionParameters, TokenForm, TokenMultipart } from './wire.ts'

const tags = ['auth']

export const register = createRoute({
  operationId: 'register',
  method: 'post',
  path: '/register',
  tags,
  summary: 'Create an account',
  description: 'A username and an e-mail address are one name space, unique regardless of case.',
  security: [],
  request: { body: { ...json(NewUser, 'The account'), required: true } },
  responses: { 201: json(User, 'The new user'), ...problems(400, 413, 415, 422) },
})

export const token = createRoute({
  operationId: 'logIn',
  method: 'post',
  path: '/token',
  tags,
  summary: 'Log in',
  description:
    'OAuth 2.0 password flow, with the username or the e-mail address. Opens a session of 30 days at most; of over 50, the one used longest ago ends.',
  security: [],
  request: {
    headers: AcceptLanguage,
    body: {
      content: { 'application/x-www-form-urlencoded': { schema: TokenForm }, 'multipart/form-data': { schema: TokenMultipart } },
      description: 'Username or e-mail, and password',
      required: true,
    },
  },
  responses: { 200: json(AnsweredTokens, 'The tokens of a new session'), ...problems(400, 401, 413, 415, 422) },
})

export const refresh = createRoute({
  operationId: 'refreshTokens',
  method: 'post',
  path: '/refresh',
  tags,
  summary: 'Exchange a refresh token for fresh tokens',
  description:
    'The token is spent by it. Sent again within 30 seconds it gives the same successor again; later it ends its session, access tokens included.',
  security: [],
  request: { body: { ...json(RefreshToken, 'The refresh token'), required: true } },
  responses: { 200: json(AnsweredTokens, 'Fresh tokens of the same session'), ...problems(400, 401, 413, 415, 422) },
})

export const logout = createRoute({
  operationId: 'logOut',
  method: 'post',
  path: '/logout',
  tags,
  summary: 'End a session',
  description: 'Ends the session of the refresh token and its access tokens. A token that is expired or of no session changes nothing.',
  security: [],
  request: { body: { ...json(RefreshToken, 'A refresh token of the session'), required: true } },
  responses: { 204: { description: 'The session has ended' }, ...problems(400, 413, 415, 422) },
})

export const me = createRoute({
  operationId: 'whoAmI',
  method: 'get',
  path: '/me',
  tags,
  summary: 'Who you are',
  security: bearer,
  responses: { 200: json(User, 'You'), ...problems(401) },
})

export const changePassword = createRoute({
  operationId: 'changePassword',
  method: 'post',
  path: '/change-password',
  tags,
  summary: 'Change your password',
  description: 'Every other session of yours ends; the one of this request goes on.',
  security: bearer,
  request: { body: { ...json(PasswordChangeBody, 'The current password and the new one'), required: true } },
  responses: { 200: json(User, 'You'), ...problems(400, ...bodyProblems) },
})

export const sessions = createRoute({
  operationId: 'listSessions',
  method: 'get',
  path: '/sessions',
  tags,
  summary: 'Your live sessions, newest first',
  security: bearer,
  request: { query: SessionParameters },
  responses: { 200: listed(AnsweredSession, 'At most `limit` sessions', 'X-Total-Count'), ...problems(401, 422) },
})

export const endSession = createRoute({
  operationId: 'endSession',
  method: 'delete',
  path: '/sessions/{id}',
  tags,
  summary: 'End one of your sessions',
  description: 'Its access tokens end with it. It may be the session of this request.',
  security: bearer,
  request: { params: IdParameter },
  responses: { 204: { description: 'The session has ended' }, ...problems(401, 404, 422) },
})
