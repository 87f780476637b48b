import { rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'

/** Run as a process of its own (workflow-bundle.ts): webpack's memory goes with it. Takes the file to write. */
const file = process.argv[2] as string
const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** What the worker's Node runs as it is. Made older, each `\p{L}` of a pattern would become a list of all the world's letters: 100 kB of them. */
const TARGET = 'es2022'

/** The rule by which the SDK has TypeScript made JavaScript, as far as it is changed here. */
interface SwcRule {
  use: { loader: string; options: { jsc: { target: string } } }
}
const isSwc = (rule: unknown): rule is SwcRule => String((rule as Partial<SwcRule>).use?.loader).includes('swc-loader')

const { code } = await bundleWorkflowCode({
  workflowsPath: inRepository('workflows/index.ts'),
  workflowInterceptorModules: [inRepository('workflows/request-id.ts')],
  logger: new DefaultLogger('WARN'),
  webpackConfigHook(config) {
    for (const { use } of config.module?.rules?.filter(isSwc) ?? []) use.options.jsc.target = TARGET
    return config
  },
})
// Renamed when complete, so that whoever bundles at the same time reads all of it or nothing.
await writeFile(`${file}.${process.pid}`, code)
await rename(`${file}.${process.pid}`, file)
