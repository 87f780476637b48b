import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '../../core/db/new-id.ts'
import { findTemporal } from '../../stack/find-temporal.ts'
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts'
import { commandsOf } from '../support/page-commands.ts'
import { newRestClient } from '../support/rest-client.ts'

/** `tctl` where tests/tctl.ts has found one. */
const tool = process.env.OPERATIONS_TOOL === 'tctl' ? 'tctl' : 'temporal'
const commands = commandsOf(readFileSync('docs/operations.md', 'utf8'), tool)
const COMMAND_MS = 30_000

let stack: OperatedStack
let program: string
/** What the page has its reader export. */
const variables = { APPLICATION: '', COLLECTION: '', USER_ID: newId() }

beforeAll(async () => {
  const environment = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }
  program = process.env.OPERATIONS_PROGRAM ?? (await findTemporal({ environment, log: () => {} })).program
  stack = await startOperatedStack()
  variables.APPLICATION = await stack.apply('/offer')
  await stack.client.described(variables.APPLICATION)
  variables.COLLECTION = await stack.collect('data engineer')
  await idle()
})
afterAll(() => stack?.stop())

const runs = async (query: string) => (await stack.temporal.workflow.count(query)).count
const idle = () => vi.waitFor(async () => expect(await runs('ExecutionStatus = "Running"')).toBe(0), { timeout: 30_000, interval: 100 })
const running = (id: string) =>
  vi.waitFor(async () => expect((await stack.temporal.workflow.getHandle(id).describe()).status.name).toBe('RUNNING'), { timeout: 20_000 })

/** What must be so before a command can be what the page says that it is. */
async function prepare(command: string): Promise<void> {
  await idle()
  const isForRunning = / workflow (cancel|terminate|signal) /.test(command) && !/ --query /.test(command)
  if (isForRunning && command.includes('describe-application-')) {
    stack.hold()
    variables.APPLICATION = await stack.apply('/held')
    await running(`describe-application-${variables.APPLICATION}`)
  } else if (isForRunning && command.includes('collect-job-offers-')) {
    stack.hold()
    variables.COLLECTION = await stack.collect(`engineer ${newId().slice(18)}`)
    await running(`collect-job-offers-${variables.COLLECTION}`)
  } else if (/ workflow start .*eraseUser/.test(command)) {
    // Somebody who asked for it, and is gone.
    const leaving = await newRestClient(stack.api)
    variables.USER_ID = ((await (await leaving.request('GET', '/auth/me')).json()) as { id: string }).id
    await leaving.request('DELETE', `/users/${variables.USER_ID}`)
    await running(`erase-user-${variables.USER_ID}`)
    await idle()
  }
}

async function run(command: string): Promise<string> {
  const script = `${tool}() { "$OPERATIONS_PROGRAM" "$@"; }\n${command}`
  const place = { TEMPORAL_ADDRESS: stack.address, TEMPORAL_CLI_ADDRESS: stack.address, TEMPORAL_NAMESPACE: 'default', TEMPORAL_CLI_NAMESPACE: 'default' } // biome-ignore format: one line reads better
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...variables, ...place, OPERATIONS_PROGRAM: program }
  const { stdout, stderr } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env, timeout: COMMAND_MS })
  return stdout + stderr
}

test(`every command of ${tool} in docs/operations.md does what it says, in this order`, { timeout: 300_000 }, async () => {
  expect(commands.length).toBeGreaterThan(25)
  const failed: string[] = []
  for (const command of commands) {
    await prepare(command)
    try {
      await run(command)
    } catch (error) {
      failed.push(`${command}\n${(error as { stderr?: string }).stderr ?? error}\n${(error as { stdout?: string }).stdout ?? ''}`)
    }
    stack.release()
  }
  expect(failed.join('\n')).toBe('')

  await idle()
  // Whatever a workflow was given was what it takes.
  expect(await runs('ExecutionStatus = "Failed"')).toBe(0)
  expect(await runs('ExecutionStatus = "Canceled" AND WorkflowType = "describeApplication"')).toBeGreaterThan(0)
  expect(await runs('ExecutionStatus = "Terminated" AND WorkflowType = "describeApplication"')).toBeGreaterThan(0)
  expect(await runs(`WorkflowId = 'erase-user-${variables.USER_ID}' AND ExecutionStatus = 'Completed'`)).toBe(2)
  expect(await runs('WorkflowType = "collectForSavedSearches" AND ExecutionStatus = "Completed"')).toBeGreaterThan(1)
  for (const type of ['collectFromSource', 'collectJobOffers', 'reconcile']) expect([type, await runs(`WorkflowType = "${type}" AND ExecutionStatus = "Completed"`) > 1]).toEqual([type, true]) // biome-ignore format: one line reads better
})
