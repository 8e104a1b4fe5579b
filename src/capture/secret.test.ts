import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../value/json.js'
import { MASK, maskArgv, maskText, maskTree } from './secret.js'
import { isSecretName } from './secret-name.js'

const REFERENCE = `$${'{oc.env:HF_TOKEN}'}`
const jsonText = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as Json)
const canary = fc.stringMatching(/^canary[0-9]{6}[a-z]{6}$/)

describe('a name', () => {
  test.each([
    'OPENAI_API_KEY',
    'HF_TOKEN',
    'WANDB_API_KEY',
    'api-key',
    'apiKey',
    'APIKey',
    'db.password',
    'DB_PASS',
    'secret',
    'client_secret',
    'aws_secret_access_key',
    'AWS_ACCESS_KEY_ID',
    'authToken',
    'githubtoken',
    'token',
    '--token',
    'key',
    'credentials',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'private_key',
    'OPENAI_KEY',
    'api_keys',
    'access_tokens',
    'PASSWORD2',
    'passphrase',
    'SENTRY_DSN',
    'Authorization',
    'api_key_2',
    'model.hub.token',
    'refreshToken',
  ])('%s is that of a secret', (name) => {
    expect(isSecretName(name)).toBe(true)
  })

  test.each([
    'max_tokens',
    'tokenizer',
    'tokenizer_name',
    'vocab_key',
    'num_tokens',
    'tokens',
    'keys',
    'pad_token',
    'eos_token_id',
    'special_tokens',
    'key_dim',
    'num_key_value_heads',
    'primary_key',
    'sort_key',
    'monitor_key',
    'keyboard',
    'monkey',
    'tokens_per_second',
    'token_type',
    'secretary',
    'passes',
    'forward_pass',
    'password_file',
    'token_embedding',
    'lr',
    'public_key',
    'key_size',
    'compass',
    'author',
    'maxTokens',
    'hotkey',
    'image_token',
    'label_key',
    '',
    'authority',
  ])('%s is not', (name) => {
    expect(isSecretName(name)).toBe(false)
  })
})

describe('a text', () => {
  test.each([
    ['https://joe:hunter22@example.org/a.git', 'https://***@example.org/a.git'],
    ['https://token12345@example.org/a', 'https://***@example.org/a'],
    ['postgres://u:p@ss#w0rd@db:5432/x', 'postgres://***@db:5432/x'],
    ['ssh://git@example.org/a', 'ssh://git@example.org/a'],
    ['git@example.org:me/a.git', 'git@example.org:me/a.git'],
    ['https://example.org/a@v1', 'https://example.org/a@v1'],
    ['OPENAI_API_KEY=abc python train.py', 'OPENAI_API_KEY=*** python train.py'],
    ['{"api_key": "a b\\"c", "lr": 3}', '{"api_key": "***", "lr": 3}'],
    ['https://h/x?api_key=abc&lr=1', 'https://h/x?api_key=***&lr=1'],
    ['Authorization: Bearer abcdefgh12', 'Authorization: Bearer ***'],
    ['pad_token=<pad> max_tokens=512', 'pad_token=<pad> max_tokens=512'],
    ['the key: lock it', 'the key: lock it'],
    ['{"token": "abc"}', '{"token": "***"}'],
    ['token="never closed', 'token="*** closed'],
    [`token=${REFERENCE}`, `token=${REFERENCE}`],
  ])('%s becomes %s', (text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  test.each([
    `sk-${'a1'.repeat(20)}`,
    `sk-proj-${'a1_-'.repeat(8)}`,
    `ghp_${'A1'.repeat(18)}`,
    `github_pat_${'a1'.repeat(20)}`,
    `hf_${'aB'.repeat(17)}`,
    'AKIAIOSFODNN7EXAMPLE',
    `xoxb-${'1'.repeat(12)}-abc`,
    `glpat-${'a1'.repeat(10)}`,
    `AIza${'a1-'.repeat(12)}`,
    `npm_${'a1'.repeat(18)}`,
    `eyJ${'hb'.repeat(10)}.eyJ${'zd'.repeat(8)}.${'s-'.repeat(20)}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${'MII'.repeat(20)}\n-----END RSA PRIVATE KEY-----`,
  ])('never shows a token of known form: %s', (token) => {
    expect(maskText(`before ${token} after`)).toBe(`before ${MASK} after`)
    expect(maskText(`x="${token}"`)).not.toContain(token)
  })

  test.each([
    'train.py',
    'sk-learn-pipeline-for-trees',
    'task-0123456789abcdefghij',
    'a3f5c0de'.repeat(5),
    '1763705649000',
  ])('without a secret stays: %s', (text) => {
    expect(maskText(text)).toBe(text)
  })

  test('masked twice is as masked once', () => {
    const piece = fc.constantFrom(
      'token',
      'api_key',
      'key',
      '=',
      ':',
      ' ',
      '"',
      "'",
      '\\',
      '://',
      '@',
      'https',
      '***',
      'Bearer ',
      '&',
      '<pad>',
      REFERENCE,
      'sk-abcdefghij0123456789',
      'hf_abcdefghij0123456789',
      'eyJabcdefgh.abcd',
      '-----BEGIN PRIVATE KEY-----',
      '/',
      'a',
      '.',
      '?',
      '#',
      '\n',
      '-',
      '_',
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join('')),
      fc.string(),
    )
    fc.assert(
      fc.property(text, (input) => {
        const once = maskText(input)
        expect(maskText(once)).toBe(once)
      }),
      { numRuns: 20_000 },
    )
  })

  test('of any length is masked in time that grows with it', () => {
    for (const part of [
      'a://',
      'a=',
      '"a": "',
      'token=\\',
      '-----BEGIN PRIVATE KEY-----',
      'Bearer ',
      'sk-',
      'eyJa.',
      'a'.repeat(50),
      'x:@',
      'http://a:',
    ]) {
      const text = part.repeat(Math.ceil(200_000 / part.length))
      const started = process.cpuUsage().user
      maskText(text)
      expect((process.cpuUsage().user - started) / 1000, part).toBeLessThan(1500)
    }
  })
})

describe('a command', () => {
  test.each([
    [
      ['sh', '-c', 'train --password hunter2 --api-key "a b" --lr 3 --token t; x --token --y'],
      ['sh', '-c', `train --password ${MASK} --api-key ${MASK} --lr 3 --token ${MASK}; x --token --y`],
    ],
    [
      ['--api-key', 'abc', 'x'],
      ['--api-key', MASK, 'x'],
    ],
    [
      ['--token=abc', '--lr=3'],
      [`--token=${MASK}`, '--lr=3'],
    ],
    [
      ['--token', '--verbose'],
      ['--token', '--verbose'],
    ],
    [
      ['db.password=a b&c', '+hub.token=x,y'],
      [`db.password=${MASK}`, `+hub.token=${MASK}`],
    ],
    [
      ['--max-tokens', '512', '--tokenizer', 'gpt2'],
      ['--max-tokens', '512', '--tokenizer', 'gpt2'],
    ],
    [
      ['--pad-token', '<pad>'],
      ['--pad-token', '<pad>'],
    ],
    [
      ['env', 'HF_TOKEN=abc', 'python', 't.py'],
      ['env', `HF_TOKEN=${MASK}`, 'python', 't.py'],
    ],
    [
      ['curl', '-H', 'Authorization: Bearer abcdefgh1'],
      ['curl', '-H', `Authorization: Bearer ${MASK}`],
    ],
    [['--url=https://u:p@h/x'], [`--url=https://${MASK}@h/x`]],
    [[`--config={"api_key":"x1"}`], [`--config={"api_key":"${MASK}"}`]],
    [
      ['--data.key', 'image', '--keys', 'a,b'],
      ['--data.key', 'image', '--keys', 'a,b'],
    ],
  ])('%j becomes %j', (argv, masked) => {
    expect(maskArgv(argv)).toEqual(masked)
  })

  test('never shows what stands after a secret flag', () => {
    const flag = fc.constantFrom('--api-key', '--token', '--db.password', '-token', '--hf_token', '--clientSecret')
    fc.assert(
      fc.property(flag, canary, fc.array(fc.string({ maxLength: 8 })), fc.boolean(), (name, secret, rest, joined) => {
        const given = joined ? [`${name}=${secret}`] : [name, secret]
        const masked = maskArgv(['python', ...given, ...rest])
        expect(masked.join('\0')).not.toContain(secret)
        expect(maskArgv(masked)).toEqual(masked)
      }),
      { numRuns: 10_000 },
    )
  })
})

describe('a configuration', () => {
  test('keeps numbers, booleans and what is no secret', () => {
    const config: Json = {
      max_tokens: 512,
      api_key: 7,
      use_token: true,
      tokenizer: 'gpt2',
      vocab_key: 'text',
      data: { key: 'image', keys: ['image', 'label'] },
      pad_token: '<pad>',
      hub: { token: REFERENCE },
    }
    expect(maskTree(config)).toEqual(config)
  })

  test('loses every text below a secret name', () => {
    const config: Json = {
      credentials: { user: 'joe', port: 5432, more: ['x1'] },
      api_keys: ['a1', 'b2'],
      env: [
        { name: 'HF_TOKEN', value: 'abc1' },
        { name: 'LANG', value: 'C' },
      ],
      url: 'https://u:p@h',
    }
    expect(maskTree(config)).toEqual({
      credentials: { user: MASK, port: 5432, more: [MASK] },
      api_keys: [MASK, MASK],
      env: [
        { name: 'HF_TOKEN', value: MASK },
        { name: 'LANG', value: 'C' },
      ],
      url: `https://${MASK}@h`,
    })
  })

  test('keeps its shape, and is masked twice as once', () => {
    fc.assert(
      fc.property(jsonText, (config) => {
        const masked = maskTree(config)
        expect(maskTree(masked)).toEqual(masked)
        expect(shapeOf(masked)).toEqual(shapeOf(config))
      }),
      { numRuns: 2000 },
    )
  })

  test('never shows a text under a secret name, however deep', () => {
    const name = fc.constantFrom('api_key', 'authToken', 'PASSWORD', 'client-secret', 'credentials')
    fc.assert(
      fc.property(name, canary, fc.array(fc.constantFrom('a', 'list', 'b')), (key, secret, path) => {
        const start: Json = { [key]: secret, lr: 0.1 }
        const config = path.reduce<Json>((inner, part) => (part === 'list' ? [inner, 1] : { [part]: inner }), start)
        expect(JSON.stringify(maskTree(config))).not.toContain(secret)
      }),
      { numRuns: 10_000 },
    )
  })
})

function shapeOf(value: Json): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value === 'object' && value !== null) return Object.values(value).map(shapeOf)
  return typeof value
}
