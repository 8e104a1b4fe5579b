/**
 * Trains a small byte-level language model.
 *
 *     rundir run --phase pretrain --profile smoke-pretrain -- node train.mjs
 *     node train.mjs --config configs/smoke-pretrain.json --training.lr=0.001
 *
 * From the environment, all optional: RUNDIR_CONFIG (JSON file), RUN_DIR (where to write; the current folder), RUNDIR_ATTEMPT
 * (number in the name of the log), RUNDIR_RESUME_FROM (checkpoint to go on from).
 *
 * Writes metrics/main.<attempt>.jsonl, artifacts/checkpoints/last.safetensors and best.safetensors, artifacts/sample.txt.
 * The same configuration and text give the same losses to the last bit, also across a resume.
 */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { learningRateAt, makeMoments, updateParameters } from './adamw.mjs'
import { makeBatches } from './batches.mjs'
import { readCheckpoint, writeCheckpoint } from './checkpoint.mjs'
import { readConfig } from './config.mjs'
import { generate } from './generate.mjs'
import { openMetrics } from './metrics.mjs'
import { backward, drawParameters, forward, makeModel } from './model.mjs'
import { resumeRandom, seedRandom } from './random.mjs'
import { findText } from './text.mjs'

try {
  await main(process.argv.slice(2), process.env)
} catch (error) {
  console.error(`train: ${error.message}`)
  process.exitCode = 1
}

async function main(argv, env) {
  const config = readConfig(argv, env)
  const { training, data } = config
  const runDir = env.RUN_DIR || '.'
  const text = findText(data.files, process.cwd())
  const batches = makeBatches(config.phase, text.bytes, config.model.T, training.batch_size, data.sample_size)
  const model = makeModel(config.model, training.batch_size)
  const moments = makeMoments(model.parameters.flat)
  console.log(
    `text: ${text.fileCount === 1 ? '1 file' : `${text.fileCount} files`} of ${text.origin}, ${batches.summary}`,
  )
  console.log(`model: ${model.parameters.flat.length} parameters`)

  const progress = begin(config, model, moments, runDir, env.RUNDIR_RESUME_FROM)
  if (progress.text !== null && progress.text !== text.sha256)
    console.log('notice: the text is not the one that the checkpoint was trained on; the losses will differ')
  const log = openMetrics(runDir, env.RUNDIR_ATTEMPT)
  const save = (name) => {
    const state = {
      step: progress.step,
      best: progress.best,
      random: progress.random.state(),
      text: text.sha256,
      config,
    }
    writeCheckpoint(join(runDir, 'artifacts', 'checkpoints', `${name}.safetensors`), model, moments, state)
  }
  const asked = listenForSignals()

  while (progress.step < training.max_steps) {
    const startedAtMs = performance.now()
    const step = ++progress.step
    const { tokens, targets } = batches.draw(progress.random)
    const loss = forward(model, tokens, targets)
    backward(model, tokens)
    const lr = learningRateAt(step, training.max_steps, training.lr)
    const gradientLength = updateParameters(model.parameters.flat, model.gradients.flat, moments, step, lr)
    const seconds = (performance.now() - startedAtMs) / 1000
    const point = { loss, lr, grad_norm: gradientLength, bytes_per_second: Math.round(tokens.length / seconds) }

    const isLast = step === training.max_steps
    if (isLast || step % training.eval_every === 0) point.val_loss = evaluate(model, batches, training.eval_batches)
    log(step, point)
    if (point.val_loss !== undefined) {
      console.log(`step ${step} loss ${loss.toFixed(4)} val ${point.val_loss.toFixed(4)}`)
      if (point.val_loss < progress.best) {
        progress.best = point.val_loss
        save('best')
      }
    } else if (step === 1 || step % 10 === 0) console.log(`step ${step} loss ${loss.toFixed(4)}`)
    if (isLast || step % training.checkpoint_every === 0) save('last')

    // lets a signal through; the loop itself never waits
    await new Promise((next) => setImmediate(next))
    if (asked.status !== 0) {
      if (!isLast) save('last')
      console.log(`stopped after step ${step}`)
      process.exitCode = asked.status
      return
    }
  }
  const until = config.phase === 'sft' ? '\n' : undefined
  const count = training.sample_bytes
  const sample = generate(model, batches.prompt, count, seedRandom(training.seed + 2), until)
  mkdirSync(join(runDir, 'artifacts'), { recursive: true })
  writeFileSync(join(runDir, 'artifacts', 'sample.txt'), `${sample}\n`)
  console.log(`sample: ${JSON.stringify(sample.slice(0, 100))}`)
}

/** Draws or loads the parameters, and says where the steps begin. */
function begin(config, model, moments, runDir, resumeFrom) {
  const { training } = config
  if (resumeFrom) {
    const path = existsSync(resumeFrom) ? resumeFrom : resolve(runDir, resumeFrom)
    const state = readCheckpoint(path, model, moments)
    console.log(`resumed after step ${state.step} from ${path}`)
    return { step: state.step, best: state.best ?? Infinity, random: resumeRandom(state.random), text: state.text }
  }
  if (config.init_checkpoint) {
    const state = readCheckpoint(config.init_checkpoint, model)
    console.log(`parameters of step ${state.step} from ${config.init_checkpoint}`)
  } else drawParameters(model, seedRandom(training.seed))
  return { step: 0, best: Infinity, random: seedRandom(training.seed + 1), text: null }
}

/** Mean loss over the held-back rows; no gradient, no random number. */
function evaluate(model, batches, count) {
  let sum = 0
  for (let i = 0; i < count; i++) {
    const { tokens, targets } = batches.validation(i)
    sum += forward(model, tokens, targets)
  }
  return sum / count
}

/** Remembers the first signal as an exit status (128 + its number); the step in hand is finished and saved. */
function listenForSignals() {
  const asked = { status: 0 }
  process.once('SIGINT', () => {
    asked.status = 130
  })
  process.once('SIGTERM', () => {
    asked.status = 143
  })
  return asked
}
