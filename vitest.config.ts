import { defineConfig } from 'vitest/config'

/** Unit and property tests stand beside the code; tests that cross a boundary (processes, disks, kills) in test/<boundary>/. */
export default defineConfig({
  test: {
    // One core is left free otherwise, which is half of a small machine: most tests wait for processes and disks.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.ts'], pool: 'threads', isolate: false, testTimeout: 60_000 } },
      {
        test: {
          name: 'boundary',
          globalSetup: ['test/kit/built-command.ts'],
          include: ['test/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
