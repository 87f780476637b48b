/**
 * node stack/bootstrap.mjs <file.ts> [arguments]: installs the packages when they are missing or older than package-lock.json, then
 * runs the file under the pinned Node. Runs on any Node since 20, without packages.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const marker = join(modules, '.job-tracker-lock-hash')
const installing = join(tmpdir(), `job-tracker-install-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
const pinnedNode = join(modules, 'node', 'bin', 'node')
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']

const major = Number(process.versions.node.split('.')[0])
if (major < 20) stop(`Node ${process.versions.node} is too old: install Node 20 or newer from https://nodejs.org.`)
if (process.platform === 'win32') stop('Windows is not supported as it is: run the same command in WSL.')

const [file, ...args] = process.argv.slice(2)
if (file === undefined) stop('Say which file to run: node stack/bootstrap.mjs stack/up.ts')

if (!installed()) await install()
run(usableNode())

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** Whether node_modules is what package-lock.json says, as far as the last install through here knows. */
function installed() {
  return existsSync(marker) && readFileSync(marker, 'utf8') === lockHash()
}

async function install() {
  for (let waits = 0; !claimed(); waits++) {
    if (waits === 8) console.log('Waiting for another start that installs the packages…')
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  process.once('exit', release)
  if (!installed()) {
    if (!adoptable()) await installAll()
    if (await addSkippedPackages()) writeFileSync(marker, lockHash())
  }
  process.off('exit', release)
  release()
}

async function installAll() {
  console.log('Installing packages (npm ci)…')
  const { code, stderr } = await npm(['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])
  if (code !== 0) stop(npmFailure(stderr))
  process.stderr.write(stderr)
}

/**
 * Under an old Node npm leaves out optional packages that want a newer one: npm under the pinned Node adds them, as the lock file has them.
 * Which Node installed them is not known: under npm, `node` is the pinned one. False when that failed: the next start tries again.
 */
async function addSkippedPackages() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages['']
  const skipped = () => Object.keys(optionalDependencies).some((name) => !existsSync(join(modules, name)))
  if (!skipped() || !runs(pinnedNode)) return true
  console.log('Adding optional packages that npm left out…')
  const PATH = [dirname(pinnedNode), process.env.PATH].join(delimiter)
  const options = ['--no-save', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1']
  // Its counts would only puzzle: it takes two platforms' packages away and adds others.
  await npm(['install', ...options], { stdout: 'ignore', env: { ...process.env, PATH } })
  if (!skipped()) return true
  console.log('They could not be had; the next start tries again.')
  return false
}

/** Runs npm to its end. A signal is passed on, and npm is waited for: one that went on alone would meet the next start's. */
function npm(args, { stdout = 'inherit', env = process.env } = {}) {
  return new Promise((ended) => {
    const child = spawn('npm', [...args, '--loglevel=error'], { cwd: root, stdio: ['ignore', stdout, 'pipe'], env })
    if (child.pid) writeFileSync(join(installing, 'pid'), `${process.pid} ${child.pid}`)
    let stderr = ''
    let stopped
    const pass = (signal) => {
      if (!stopped) console.log('\nStopping as soon as npm has…')
      stopped ??= signal
      child.kill(signal)
    }
    for (const signal of signals) process.on(signal, pass)
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text
    })
    child.once('error', () => stop('npm is missing: install it (it comes with Node from https://nodejs.org) and run the same command again.'))
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      if (stopped ?? signal) process.exit(128 + (constants.signals[stopped ?? signal] ?? 0))
      ended({ code, stderr })
    })
  })
}

/** An install made by hand (`npm ci`, `npm install`) is as good: npm leaves its own copy of the lock file, written last. */
function adoptable() {
  const own = join(modules, '.package-lock.json')
  if (!existsSync(own)) return false
  const { packages } = JSON.parse(readFileSync(own, 'utf8'))
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => path === '' || optional || packages[path]?.version === version)
}

/** One install at a time: a folder with the process ids of the installer and its npm. Once both are gone it is taken over. */
function claimed() {
  try {
    mkdirSync(installing)
    writeFileSync(join(installing, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') stop(`This folder cannot be written (${error.code}): change its permissions or free some space, and try again.`)
    if (!holderIsGone()) return false
    release()
    return claimed()
  }
}

function release() {
  rmSync(installing, { recursive: true, force: true })
}

function holderIsGone() {
  try {
    const pids = readFileSync(join(installing, 'pid'), 'utf8').split(' ').map(Number)
    if (pids.some(Boolean)) return !pids.some(isAlive)
  } catch {
    // Made, but not signed yet.
  }
  return Date.now() - (statSync(installing, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 5_000
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function npmFailure(output) {
  if (/ENOSPC|no space left/i.test(output)) return 'The disk is full: free about 1 GB and run the same command again.'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/i.test(output)) {
    return 'There is no network to install the packages: connect to the internet and run the same command again.'
  }
  if (/EACCES|EPERM|EROFS/.test(output)) return 'npm may not write here: make this folder yours and run the same command again.'
  return `${output.trim()}\nnpm ci failed: see its message above, then run the same command again.`
}

/** The pinned Node; its package fetches the program in an install script, which some npm configurations leave out. */
function usableNode() {
  if (runs(pinnedNode)) return pinnedNode
  console.log('Completing the pinned Node (npm rebuild node)…')
  spawnSync('npm', ['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'], { cwd: root, stdio: 'inherit' })
  if (runs(pinnedNode)) return pinnedNode
  if (major >= 24) return process.execPath
  stop(
    'Node 24 could not be installed beside this project (npm may not run install scripts): install Node 24 yourself and run the same command again.',
  )
}

function runs(node) {
  return existsSync(node) && spawnSync(node, ['--version']).status === 0
}

function run(node) {
  const PATH = [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter)
  const child = spawn(node, [file, ...args], { stdio: 'inherit', env: { ...process.env, PATH } })
  // Ctrl-C reaches the child from the terminal too; it must cope with both, and this process waits for it.
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  // The scripts say `exec`, so npm is the parent: its signals arrive here, and its own end is seen.
  const parent = process.ppid
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1_000).unref()
  child.on('error', (error) => stop(`${node} does not start: ${error.message}.`))
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}
