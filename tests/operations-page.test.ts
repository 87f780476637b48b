import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from '../core/config.ts'
import {
  collectFromSourceId,
  collectJobOffersId,
  DESCRIBE_MISSING_ID,
  describeApplicationId,
  eraseUserId,
  SEARCH_ATTRIBUTES,
  WORKFLOWS,
} from '../core/temporal/names.ts'
import { scheduledJobs } from '../worker/schedules.ts'
import { archiveInput } from '../workflows/archive-old-applications.ts'
import { cleanInput } from '../workflows/clean-job-offers-input.ts'
import { collectFromSourceInput } from '../workflows/collect-from-source-input.ts'
import { collectJobOffersInput } from '../workflows/collect-job-offers-input.ts'
import { describeApplicationInput } from '../workflows/describe-application.ts'
import { describeMissingInput } from '../workflows/describe-missing.ts'
import { eraseUserInput } from '../workflows/erase-user.ts'
import { reconcileInput } from '../workflows/reconcile-input.ts'
import { restoreInput } from '../workflows/restore-applications.ts'
import { commandsOf, optionsOf } from './support/page-commands.ts'

const page = readFileSync('docs/operations.md', 'utf8')
const tools = ['temporal', 'tctl'] as const
const commands = tools.flatMap((tool) => commandsOf(page, tool))
const all = (...names: string[]) => new Set(commands.flatMap((command) => optionsOf(command, ...names)))
const types = Object.keys(WORKFLOWS)

/** What each workflow reads of its input, where it reads any. */
const INPUTS: Record<string, (input: unknown) => unknown> = {
  archiveOldApplications: archiveInput,
  cleanJobOffers: cleanInput,
  collectFromSource: collectFromSourceInput,
  collectJobOffers: collectJobOffersInput,
  describeApplication: describeApplicationInput,
  describeMissing: describeMissingInput,
  eraseUser: eraseUserInput,
  reconcile: reconcileInput,
  restoreApplications: restoreInput,
}

test('both tools have commands, and a good many', () => {
  for (const tool of tools) expect(commandsOf(page, tool).length).toBeGreaterThan(25)
})

test.each(tools)('%s starts every workflow by its name, on the queue that exists', (tool) => {
  const starts = commandsOf(page, tool).filter((command) => /workflow (start|execute|run) /.test(command))
  expect(new Set(starts.flatMap((command) => optionsOf(command, '--type', '--wt')))).toEqual(new Set(types))
  for (const command of starts) expect(optionsOf(command, '--task-queue', '--tq')).toEqual(['job-tracker'])
})

test('every workflow is in the table with its id', () => {
  for (const type of types) expect(page).toMatch(new RegExp(`^\\| \`${type}\` \\|`, 'm'))
  for (const id of [describeApplicationId('<application>'), collectJobOffersId('<collection>'), collectFromSourceId('<source>', '<collection>'), eraseUserId('<user>')]) // biome-ignore format: one line reads better
    expect(page).toContain(`\`${id}\``)
})

test.each(tools)('%s starts workflows that belong to a record under the record’s id', (tool) => {
  const idOf = (type: string) =>
    commandsOf(page, tool)
      .filter((command) => /workflow start /.test(command) && optionsOf(command, '--type', '--wt')[0] === type)
      .flatMap((command) => optionsOf(command, '--workflow-id', '--wid'))
  expect(idOf('describeApplication')).toEqual([describeApplicationId('$APPLICATION')])
  expect(idOf('eraseUser')).toEqual([eraseUserId('$USER_ID')])
  expect(idOf('collectFromSource')).toEqual([collectFromSourceId('greenhouse', '$COLLECTION')])
  expect(idOf('describeMissing')).toEqual([DESCRIBE_MISSING_ID])
  expect(idOf('collectJobOffers')).toContain(collectJobOffersId('$COLLECTION'))
})

test('schedules are those that the worker makes, and all of them are named', () => {
  expect(all('--schedule-id', '--sid')).toEqual(new Set(scheduledJobs(readConfig({}).schedules).map(({ id }) => id)))
})

test('queries, signals and search attributes are those that the code has', () => {
  const queries = commands.filter((command) => / workflow query /.test(command))
  expect(new Set(queries.flatMap((command) => optionsOf(command, '--type', '--qt')))).toEqual(new Set(['progress']))
  expect(new Set(commands.filter((command) => / workflow signal /.test(command)).flatMap((command) => optionsOf(command, '--name')))).toEqual(new Set(['requested'])) // biome-ignore format: one line reads better
  const attributes = new Set(Array.from(page.matchAll(/\bJobTracker[A-Z]\w+/g), ([name]) => name))
  expect(attributes).toEqual(new Set(Object.values(SEARCH_ATTRIBUTES)))
})

test('each input of a command is one that its workflow takes', () => {
  const given = commands.flatMap((command) => {
    const [type] = optionsOf(command, '--type', '--wt')
    return types.includes(type ?? '') ? optionsOf(command, '--input').map((input) => ({ type: type ?? '', input })) : []
  })
  expect(given.length).toBeGreaterThan(14)
  for (const { type, input } of given) {
    const read = JSON.parse(input.replaceAll(/\$(APPLICATION|COLLECTION|USER_ID)/g, '6560f0c2a7b4c1d2e3f40516'))
    expect(() => INPUTS[type]?.(read), `${type} takes ${input}`).not.toThrow()
  }
})

test('each input of a table is one that the section’s workflow takes', () => {
  for (const section of page.split(/^##+ /m)) {
    const type = types.find((name) => section.includes(`--type ${name} `))
    for (const [, input = ''] of section.matchAll(/^\| `(\{[^`]*\})` \|/gm))
      if (type !== undefined) expect(() => INPUTS[type]?.(JSON.parse(input)), `${type} takes ${input}`).not.toThrow()
  }
})

test('the pictures that it shows are there, and small', () => {
  for (const [, image] of page.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)) {
    expect(existsSync(`docs/${image}`), image).toBe(true)
    expect(readFileSync(`docs/${image}`).length).toBeLessThan(200_000)
  }
})
