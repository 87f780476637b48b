import { randomUUID } from 'node:crypto'
import { renderDescription } from '../activities/describing/render.ts'
import { readPage } from '../activities/extracting/read-page.ts'
import { readConfig } from '../core/config.ts'
import { readEnvironment } from '../core/environment.ts'
import { describeApplicationId } from '../core/temporal/names.ts'
import { startBoardModel } from '../tests/support/board-model.ts'
import { startJobBoard } from '../tests/support/job-board.ts'
import type { Environment } from './cache.ts'
import { type DemoClient, logIn } from './demo-client.ts'
import { askHolder } from './lock.ts'
import { commandWith, readOptions } from './options.ts'
import { readStackSettings } from './settings.ts'
import { showCollection } from './show-collection.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import { type RunningStack, type StackStatus, startStack } from './start-stack.ts'
import { untilApiAnswers } from './until-api-answers.ts'

const HELP = `npm run demo: the main job on real pages.

Serves a small job board on DEMO_PORT (8010), registers a person, creates an application for each page's address, and follows the
descriptions as they come, a model's beside what extraction alone reads; then collects the offers that the board lists, and follows that.
Uses the stack that runs on the data folder (npm start), or starts one and stops it again. Where OPENAI_API_KEY is not set, a stack that
it starts has a stub of a model, which knows these pages.

  --data-dir FOLDER       the stack's folder (DATA_DIR, .data)
  --api-port N            and the other options of npm start, for a stack that it starts
  --help`

const PAGES = [
  { path: '/offers/data-engineer', company: 'Atelier Numérique', position: 'Data engineer', about: 'plain HTML with JSON-LD' },
  { path: '/offers/javascript', company: 'Studio Perce-Neige', position: 'Développeuse front', about: 'empty until its JavaScript has run' },
  { path: '/about', company: 'Atelier Numérique', position: 'Candidature spontanée', about: 'no offer' },
  { path: '/offers/gone', company: 'Ancienne SA', position: 'Chef de projet', about: 'gone' },
]

async function main(args: string[]): Promise<void> {
  const { environment, flags } = readOptions(args, readEnvironment(), { command: 'npm run demo' })
  if (flags.has('help')) return console.log(HELP)
  const { demoPort, namespace } = demoSettings(environment)
  const stub = environment.OPENAI_API_KEY ? undefined : await startBoardModel()
  const board = await startJobBoard({ port: demoPort }).catch((error: NodeJS.ErrnoException) => {
    throw new StackError(
      error.code === 'EADDRINUSE' ? `Port ${demoPort} is taken: set DEMO_PORT to a free one, here and for npm start.` : error.message,
    )
  })
  let own: RunningStack | undefined
  try {
    const { stack, started } = await runningStack({ ...environment, ...stub?.environment })
    own = started
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void Promise.resolve(own?.stop()).finally(() => process.exit(130)))
    console.log(`A job board at ${board.url}, the API at ${stack.apiUrl}; ${modelInWords(environment, started !== undefined)}.\n`)
    await showMainJob(stack, board.url, namespace)
    const again = `${stack.apiUrl}/docs (Authorize with that name), the workflows: ${stack.uiUrl}`
    console.log(own ? `This stack stops now. \`${commandWith('npm start', args)}\`, then all of it again: ${again}` : `All of it again: ${again}`) // biome-ignore format: one sentence
  } finally {
    await own?.stop()
    await board.close()
    await stub?.close()
  }
}

function modelInWords({ OPENAI_API_KEY, OPENAI_MODEL }: Environment, isOwn: boolean): string {
  if (OPENAI_API_KEY) return `descriptions by ${OPENAI_MODEL ?? 'the model that is configured'}`
  return isOwn ? 'descriptions by a stub of a model (set OPENAI_API_KEY for a real one)' : 'descriptions by what the running stack has been given'
}

function demoSettings(environment: Environment) {
  const config = readConfig(environment)
  if (config.environment !== 'development') throw new StackError('The demo reads pages of this machine, which only ENVIRONMENT=development allows.')
  return { demoPort: config.demoPort, namespace: config.temporal.namespace }
}

/** The stack that runs on the data folder, else one of our own. */
async function runningStack(environment: Environment): Promise<{ stack: StackStatus; started: RunningStack | undefined }> {
  const { dataDir } = readStackSettings(environment)
  const holder = await askHolder<StackStatus>(dataDir)
  if (holder) {
    await untilApiAnswers(holder, { dataDir, log: (line) => console.log(line) })
    return { stack: holder.status, started: undefined }
  }
  console.log('Nothing runs yet: starting the stack for the time of the demo.')
  const started = await startStack({ environment: { LOG_LEVEL: 'warn', ...environment }, log: (line) => console.log(line) })
  return { stack: started.status(), started }
}

async function showMainJob({ apiUrl, uiUrl }: StackStatus, boardUrl: string, namespace: string): Promise<void> {
  const username = `demo-${randomUUID().slice(0, 8)}`
  const client = await logIn(apiUrl, username)
  console.log(`Registered ${username}, password « ${client.password} ».\n`)
  const workflows = `${uiUrl}/namespaces/${namespace}/workflows`
  await Promise.all(PAGES.map((page) => showOne(client, page, boardUrl, workflows)))
  await showCollection(client, boardUrl, workflows)
}

/** The description that would stand there without a model. */
async function extractedFrom(url: string): Promise<string> {
  const html = await (await fetch(url)).text()
  const { facts } = readPage({ url, finalUrl: url, via: 'http', html })
  return facts === null ? '(nothing without the page’s JavaScript)' : renderDescription({ ...facts, body: facts.text, reading: null })
}

async function showOne(
  client: DemoClient,
  { path, company, position, about }: (typeof PAGES)[number],
  boardUrl: string,
  workflows: string,
): Promise<void> {
  const began = performance.now()
  const { _id } = await client.create({ company, position, url: boardUrl + path })
  const createdMs = performance.now() - began
  const steps = await client.follow(_id)
  const { description, description_status, description_source, description_error } = await client.read(_id)
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const indented = (text: string) => text.replace(/^/gm, '  │ ')
  console.log(
    [
      `${boardUrl}${path} (${about})`,
      `  created in ${createdMs.toFixed(0)} ms, ${[...steps, description_status].join(' → ')} after ${seconds} s${description_source ? `, source: ${description_source}` : ''}`,
      ...(description_error ? [`  ${description_error.code}: ${description_error.detail}`] : []),
      ...(description ? [indented(description)] : []),
      ...(description_source === 'llm' ? ['  what extraction alone reads there:', indented(await extractedFrom(boardUrl + path))] : []),
      `  ${workflows}/${describeApplicationId(_id)}\n`,
    ].join('\n'),
  )
}

main(process.argv.slice(2)).catch((error) => {
  console.error(sentenceOf(error) ?? error)
  process.exit(1)
})
