/** What a training run is told: defaults, then a JSON file, then `--section.key=value` flags. */

import { readFileSync } from 'node:fs'

/**
 * Used for whatever a file leaves out. `exp-pretrain.json` states the same values.
 *
 * phase: `pretrain` predicts running text, `sft` predicts answers only.
 * init_checkpoint: parameters to begin with; the optimizer and the steps begin anew.
 * data.files: patterns with `*`, looked up in the current folder and then upwards within its repository.
 * data.sample_size: how many windows of T bytes (pretrain) or question-answer pairs (sft) are used; null = all.
 */
export const DEFAULTS = {
  phase: 'pretrain',
  init_checkpoint: null,
  model: { V: 256, T: 32, C: 96, L: 1, heads: 4 },
  training: {
    model_name_or_path: 'gpt-exp',
    max_steps: 300,
    batch_size: 16,
    lr: 0.005,
    seed: 1,
    eval_every: 20,
    eval_batches: 4,
    checkpoint_every: 50,
    sample_bytes: 240,
  },
  data: { dataset_name: 'docs', files: ['*.md', 'docs/*.md', 'docs/*/*.md', 'examples/*.md'], sample_size: null },
}

const SECTIONS = ['model', 'training', 'data']
const COUNTS = {
  model: ['V', 'T', 'C', 'L', 'heads'],
  training: ['max_steps', 'batch_size', 'eval_every', 'eval_batches', 'checkpoint_every'],
}

/**
 * The configuration for these arguments and this environment: `--config FILE`, else the file named by RUNDIR_CONFIG, else the
 * defaults; then flags such as `--training.max_steps=1` (`--max-steps 1` is short for it).
 * Throws an Error that names the key when a value cannot be used.
 */
export function readConfig(argv, env) {
  const flags = parseFlags(argv)
  const file = flags.find(([key]) => key === 'config')?.[1] ?? env.RUNDIR_CONFIG
  const config = structuredClone(DEFAULTS)
  if (file) merge(config, JSON.parse(readFileSync(file, 'utf8')))
  for (const [key, value] of flags) if (key !== 'config') setFlag(config, key, value)
  check(config)
  return config
}

/** `['--a.b=1', '--config', 'x.json']` → `[['a.b', '1'], ['config', 'x.json']]` */
function parseFlags(argv) {
  const flags = []
  for (let i = 0; i < argv.length; i++) {
    const [, key, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argv[i]) ?? []
    if (key === undefined) throw new Error(`"${argv[i]}" is not a flag; write --section.key=value`)
    flags.push([key === 'max-steps' ? 'training.max_steps' : key, value ?? argv[++i]])
    if (flags.at(-1)[1] === undefined) throw new Error(`--${key} needs a value`)
  }
  return flags
}

function merge(config, given) {
  for (const [key, value] of Object.entries(given)) {
    if (!SECTIONS.includes(key)) {
      if (Object.hasOwn(DEFAULTS, key)) config[key] = value
      continue
    }
    for (const [name, inner] of Object.entries(value ?? {})) setKnown(config, key, name, inner)
  }
}

function setFlag(config, path, text) {
  const [section, key] = path.split('.')
  let value = text
  if (/^(-?\d|null$|true$|false$|\[|"|\{)/.test(text)) value = JSON.parse(text)
  if (key !== undefined) setKnown(config, section, key, value)
  else merge(config, { [section]: value })
}

function setKnown(config, section, key, value) {
  if (!SECTIONS.includes(section) || !Object.hasOwn(DEFAULTS[section], key)) {
    const known = SECTIONS.includes(section) ? Object.keys(DEFAULTS[section]).join(', ') : SECTIONS.join(', ')
    throw new Error(`the configuration has no ${section}.${key}; there are ${known}`)
  }
  config[section][key] = value
}

function check(config) {
  const { model, training, data, phase } = config
  for (const [section, keys] of Object.entries(COUNTS)) {
    for (const key of keys) {
      const value = config[section][key]
      if (!Number.isInteger(value) || value < 1) throw new Error(`${section}.${key} is ${value}; it must be 1, 2, 3 …`)
    }
  }
  if (phase !== 'pretrain' && phase !== 'sft') throw new Error(`phase is "${phase}"; it must be pretrain or sft`)
  if (model.V < 256) throw new Error(`model.V is ${model.V}; a byte needs at least 256`)
  if (model.C % model.heads !== 0)
    throw new Error(`model.C (${model.C}) must be a multiple of model.heads (${model.heads})`)
  if (!(training.lr > 0)) throw new Error(`training.lr is ${training.lr}; it must be above 0`)
  if (!Number.isInteger(training.seed)) throw new Error(`training.seed is ${training.seed}; it must be an integer`)
  if (data.sample_size === 'full') data.sample_size = null
  if (data.sample_size !== null && !(Number.isInteger(data.sample_size) && data.sample_size > 0))
    throw new Error(`data.sample_size is ${data.sample_size}; it must be 1, 2, 3 … or null for all`)
}
