import { DEFAULT_NAMING } from '../../src/run/naming.js'
import { allocateRun } from '../../src/store/allocate.js'
import { systemClock } from '../../src/value/instant.js'

/** Allocates one run in the workspace of its argument. */
const root = process.argv[2] ?? ''
const space = { root, naming: DEFAULT_NAMING, patterns: {}, windows: false }
const claimant = { runId: '1763705649000-k3j9x2m8p', host: 'crash', pid: process.pid }
const segments = { model: 'a', dataset: 'b', size: 'full' }

allocateRun(space, { layout: 'pipeline', segments }, claimant, systemClock)
