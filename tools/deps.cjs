// The layer rules of ARCHITECTURE.md: a room imports only itself and the rooms listed for it.
const rooms = {
  error: [],
  value: ['error'],
  disk: ['error', 'value'],
  run: ['error', 'value'],
  layout: ['error', 'value', 'run'],
  exec: ['error', 'value', 'disk', 'run'],
  store: ['error', 'value', 'disk', 'run', 'layout'],
  metric: ['error', 'value', 'disk'],
  artifact: ['error', 'value', 'disk'],
  contract: ['error', 'value', 'disk', 'run', 'layout', 'store', 'metric', 'artifact'],
  capture: ['error', 'value', 'disk', 'exec'],
  config: ['error', 'value', 'disk'],
  profile: ['error', 'value', 'disk', 'config'],
  specialist: ['error', 'value', 'disk', 'run', 'store'],
  evaluation: ['error', 'value', 'disk', 'run', 'layout', 'store', 'metric'],
  registry: ['error', 'value', 'disk', 'run', 'store', 'artifact'],
}
const core = Object.keys(rooms).join('|')

/** The parts of the room `workspace`: a part imports only itself, the files beside these folders, and the parts listed for it. */
const launching = ['config', 'launch']
const parts = {
  config: [],
  look: [],
  launch: ['config'],
  orchestration: launching,
  evaluation: launching,
  specialist: ['evaluation'],
  benchmark: [...launching, 'evaluation', 'specialist'],
  upkeep: [...launching, 'look'],
  reproduction: [...launching, 'look'],
  exchange: [],
  model: ['upkeep'],
  library: [...launching, 'look', 'model'],
}
const test = '\\.test\\.ts$'

/** Nothing but `room` may import `module`. */
const only = (room, name, module) => ({
  name,
  severity: 'error',
  from: { path: '^src/', pathNot: `${room}|${test}` },
  to: { path: module },
})

/** A plug-in is reached through the table of its room; these files of the room are open to all. */
const pluginRooms = { layout: 'layout|builtin|placeholder|check-patterns|conformance' }

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(rooms).map(([room, below]) => ({
      name: `room-${room}`,
      severity: 'error',
      from: { path: `^src/${room}/`, pathNot: test },
      to: { path: '^src/', pathNot: `^src/(${[room, ...below].join('|')})/` },
    })),
    only('^src/disk/', 'fs-only-in-disk', '^(node:)?fs(/promises)?$'),
    only('^src/exec/', 'spawn-only-in-exec', '^((node:)?child_process|execa)$'),
    ...Object.entries(pluginRooms).map(([room, open]) => ({
      name: `${room}-plugins-are-loaded-by-their-table`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${room}/builtin\\.ts$|${test}` },
      to: { path: `^src/${room}/`, pathNot: `^src/${room}/(${open})\\.ts$` },
    })),
    ...Object.entries(parts).map(([part, below]) => ({
      name: `workspace-${part}`,
      severity: 'error',
      from: { path: `^src/workspace/${part}/`, pathNot: test },
      to: { path: '^src/workspace/[^/]+/', pathNot: `^src/workspace/(${[part, ...below].join('|')})/` },
    })),
    {
      name: 'workspace-floor',
      severity: 'error',
      from: { path: '^src/workspace/[^/]+\\.ts$', pathNot: test },
      to: { path: '^src/workspace/[^/]+/' },
    },
    {
      name: 'room-cli',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: test },
      to: { path: '^src/', pathNot: '^src/(cli|workspace|run|value|error)/' },
    },
    {
      name: 'core-does-not-know-faces',
      severity: 'error',
      from: { path: `^src/(${core}|workspace)/` },
      to: { path: '^src/(cli)/|^src/index\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
