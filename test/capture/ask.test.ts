import { describe, expect, test } from 'vitest'
import { ask, askLater, type Question } from '../../src/exec/ask.js'

const question: Question = {
  cwd: '/',
  environment: { PATH: '/usr/bin:/bin', A: 'x' },
  timeoutMs: 10_000,
  maxBytes: 1000,
}
const node = (script: string): string[] => [process.execPath, '-e', script]

describe.each([
  ['ask', async (...given: Parameters<typeof ask>) => ask(...given)],
  ['askLater', askLater],
] as const)('%s', (_, put) => {
  test('tells what a program said and how it ended', async () => {
    const answer = await put(
      node('process.stdout.write(process.env.A); console.error("e"); process.exitCode = 3'),
      question,
    )
    expect(answer).toMatchObject({ status: 3, stderr: 'e\n', missing: false, truncated: false, timedOut: false })
    expect(answer.stdout.toString()).toBe('x')
  })

  test('hands arguments over as they are', async () => {
    const hostile = ['$(id)', '; id', '`id`', 'a b', '"', "'", '*', '']
    const answer = await put(
      [...node('console.log(JSON.stringify(process.argv.slice(1)))'), '--', ...hostile],
      question,
    )
    expect(JSON.parse(answer.stdout.toString())).toEqual(hostile)
  })

  test('tells a missing program as such', async () => {
    expect(await put(['/nonexistent/program'], question)).toMatchObject({ status: null, missing: true })
  })

  test('ends a program that says too much and keeps the beginning', async () => {
    const answer = await put(node('for (;;) process.stdout.write("y".repeat(65536))'), question)
    expect(answer).toMatchObject({ status: null, truncated: true, timedOut: false })
    expect(answer.stdout.toString()).toBe('y'.repeat(1000))
  })

  test('ends a program that takes too long', async () => {
    const answer = await put(node('process.on("SIGTERM", () => {}); for (;;);'), { ...question, timeoutMs: 300 })
    expect(answer).toMatchObject({ status: null, timedOut: true, truncated: false })
  })

  test('gives a program no input', async () => {
    expect((await put(['cat'], question)).status).toBe(0)
  })
})
