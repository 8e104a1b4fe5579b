import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Runs `npm ci` unless what is installed is what the lockfile says. */
export function installIfNeeded(root) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`rundir needs Node 20.19 or newer, this is ${process.versions.node}`)
    process.exit(2)
  }
  if (isInstalled(root)) return
  console.log('installing (npm ci) …')
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
}

function isInstalled(root) {
  const marker = statSync(join(root, 'node_modules/.package-lock.json'), { throwIfNoEntry: false })
  if (marker === undefined) return false
  const installed = JSON.parse(readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || installed[path]?.version === version,
  )
}
