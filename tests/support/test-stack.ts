import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningStack, startStack } from '../../stack/start-stack.ts'
import { type JobBoard, startJobBoard } from './job-board.ts'

export interface TestStack {
  stack: RunningStack
  /** The API's address. */
  api: string
  /** The only local site that the crawler may read. */
  board: JobBoard
  stop(): Promise<void>
}

/** The stack as `npm start` makes it, on free ports and a data folder of its own, with a job board beside it. */
export async function startTestStack(extra: Record<string, string> = {}): Promise<TestStack> {
  const [folder, board, api, mongodb, temporal, ui] = await Promise.all([
    mkdtemp(join(tmpdir(), 'job-tracker-e2e-')),
    startJobBoard(),
    ...Array.from({ length: 4 }, freePort),
  ])
  const environment = {
    ...process.env,
    ENVIRONMENT: 'development',
    LOG_LEVEL: 'warn',
    DATA_DIR: folder,
    API_PORT: String(api),
    MONGODB_PORT: String(mongodb),
    TEMPORAL_PORT: String(temporal),
    TEMPORAL_UI_PORT: String(ui),
    DEMO_PORT: new URL(board.url).port,
    CRAWL_DELAY_MS: '0',
    ...extra,
  }
  const stack = await startStack({ environment, log: () => {} })
  return {
    stack,
    api: stack.settings.apiUrl,
    board,
    async stop() {
      await stack.stop()
      await board.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port that nobody listens on at the moment. */
export const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
