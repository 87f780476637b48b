import { rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'

/** Run as a process of its own (workflow-bundle.ts): webpack's memory goes with it. Takes the file to write. */
const file = process.argv[2] as string
const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const { code } = await bundleWorkflowCode({
  workflowsPath: inRepository('workflows/index.ts'),
  workflowInterceptorModules: [inRepository('workflows/request-id.ts')],
  logger: new DefaultLogger('WARN'),
})
// Renamed when complete, so that whoever bundles at the same time reads all of it or nothing.
await writeFile(`${file}.${process.pid}`, code)
await rename(`${file}.${process.pid}`, file)
