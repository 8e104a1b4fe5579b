import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { EXAMPLE } from './gpt-process.js'

const CONFIGS = join(EXAMPLE, 'configs')
const NAMES = readdirSync(CONFIGS).map((file) => basename(file, '.json'))
const TRAINED = NAMES.filter((name) => !name.startsWith('pipeline-'))

interface Profile {
  readonly phase: string
  readonly model: Record<string, number>
  readonly training: Record<string, number>
}

function read(name: string): Profile {
  return JSON.parse(readFileSync(join(CONFIGS, `${name}.json`), 'utf8')) as Profile
}

describe('the documented profiles', () => {
  it('are all there, each with a description and notes in the workspace file', () => {
    const { profiles } = parse(readFileSync(join(EXAMPLE, 'rundir.yaml'), 'utf8')) as {
      profiles: Record<string, { description: string; notes: string }>
    }
    expect(Object.keys(profiles).sort()).toEqual([...NAMES].sort())
    for (const { description, notes } of Object.values(profiles)) expect(description && notes).toBeTruthy()
    const documented = ['smoke', 'dev', 'prod', 'minimal'].flatMap((purpose) => [
      `${purpose}-pretrain`,
      `${purpose}-sft`,
    ])
    expect(NAMES).toEqual(expect.arrayContaining([...documented, 'pipeline-dev', 'pipeline-prod']))
  })

  it('have the sizes and steps that their names stand for', () => {
    for (const phase of ['pretrain', 'sft']) {
      expect(read(`smoke-${phase}`).model).toMatchObject({ V: 256, T: 32, C: 64, L: 2 })
      expect(read(`dev-${phase}`).model).toMatchObject({ V: 256, T: 128, C: 256, L: 4 })
      expect(read(`prod-${phase}`).model).toMatchObject({ V: 50257, T: 512, C: 384, L: 8 })
      expect(read(`smoke-${phase}`).training['max_steps']).toBe(2)
      expect(read(`prod-${phase}`).training['max_steps']).toBe(10_000)
    }
    expect(read('dev-pretrain').training['max_steps']).toBe(1000)
    for (const name of TRAINED) expect(name.endsWith(`-${read(name).phase}`), name).toBe(true)
  })

  it('name existing configurations in the pipelines', () => {
    for (const name of NAMES.filter((name) => name.startsWith('pipeline-'))) {
      const steps = JSON.parse(readFileSync(join(CONFIGS, `${name}.json`), 'utf8')) as Record<string, string>
      expect(Object.keys(steps)).toEqual(['pretrain_config_path', 'sft_config_path'])
      for (const path of Object.values(steps)) expect(existsSync(join(EXAMPLE, path)), path).toBe(true)
    }
  })
})
