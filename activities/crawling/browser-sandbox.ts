import { ConfigError } from '../../core/config.ts'
import { startsInSandbox } from './browser-process.ts'

export interface SandboxCheck {
  /** For createBrowserPool. Undefined: tried, and done without where it does not start. */
  sandbox: 'on' | 'off' | undefined
  /** What to tell operators; undefined when all is well. */
  warning: string | undefined
}

/**
 * Whether the browser is to run in Chromium's sandbox, decided at the worker's start.
 * @param asked CHROMIUM_SANDBOX
 * @param starts whether the browser starts with its sandbox; asked in production only
 * @throws ConfigError where production would do without a sandbox that nobody switched off, and where root asks for one
 */
export async function checkSandbox(options: {
  executablePath: string | undefined
  asked: 'on' | 'off' | undefined
  production: boolean
  proxyUrl: string
  isRoot?: boolean
  starts?: typeof startsInSandbox
}): Promise<SandboxCheck> {
  const { executablePath, asked, production, proxyUrl, isRoot = process.getuid?.() === 0, starts = startsInSandbox } = options
  if (executablePath === undefined) return { sandbox: asked, warning: 'There is no browser: pages that need JavaScript cannot be read.' }
  if (asked === 'off') return { sandbox: 'off', warning: 'The browser runs without its sandbox: CHROMIUM_SANDBOX is off.' }
  if (isRoot) {
    if (asked === 'on') throw new ConfigError('CHROMIUM_SANDBOX is on, which root cannot have: run the worker as another user.')
    if (production) throw new ConfigError('The browser has no sandbox as root: run the worker as another user, or set CHROMIUM_SANDBOX=off.')
    return { sandbox: 'off', warning: 'The browser runs without its sandbox, as root must; production refuses that unless CHROMIUM_SANDBOX=off.' }
  }
  if (!production) return { sandbox: asked, warning: undefined }
  if (!(await starts({ executablePath, proxyUrl }))) {
    throw new ConfigError('The browser does not start with its sandbox: allow user namespaces to the worker, or set CHROMIUM_SANDBOX=off.')
  }
  return { sandbox: 'on', warning: undefined }
}
