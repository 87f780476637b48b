import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { beforeAll, expect, test } from 'vitest'
import { workflowBundle } from '../../worker/workflow-bundle.ts'
import { read } from './history.ts'

const histories = globSync('tests/replay/histories/*.jsonl')

let bundle: { code: string }
beforeAll(async () => {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => {}),
    telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' }, forward: {} } },
  })
  bundle = await workflowBundle(join(tmpdir(), 'job-tracker-test-bundle'))
})

/** Under its own id, by which a workflow may tell that it goes by its record's name. */
async function replay(text: string): Promise<void> {
  const history = read(text)
  const { workflowId } = history.events?.[0]?.workflowExecutionStartedEventAttributes ?? {}
  await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId ?? undefined)
}

test.each(histories.map((file) => [basename(file, '.jsonl'), file]))('workflows in flight go on with today’s code: %s', async (_, file) => {
  await replay(await readFile(file as string, 'utf8'))
})

test('every workflow is among the recorded histories', () => {
  expect(histories.length).toBeGreaterThanOrEqual(27)
})

test('a history that today’s code would not have made is caught', async () => {
  const text = await readFile('tests/replay/histories/describe-plain-page.jsonl', 'utf8')
  const other = text.replaceAll('"fetchPage"', '"fetchAnotherPage"')
  await expect(replay(other)).rejects.toThrow(/fetchAnotherPage|[Nn]ondeterminism/)
})
