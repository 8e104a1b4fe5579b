import { z } from 'zod'
import { SEVERITIES } from '../contract/finding.js'
import { RULE_IDS } from '../contract/rules.js'

const ruleId = z.enum(RULE_IDS as [string, ...string[]])
const wanted = z.record(z.string(), z.array(z.string())).default({})

/** The section `contract`: what a workspace asks of its runs beyond, or instead of, the rules. */
export const contractSettings = z.strictObject({
  rules: z
    .partialRecord(ruleId, z.enum([...SEVERITIES, 'off']))
    .default({})
    .describe('rule → severity, or off; docs/rules.md lists the rules'),
  required_files: wanted.describe('layout, phase or "*" → files that a completed run must have'),
  required_metrics: wanted.describe('layout, phase or "*" → metrics that a completed run must have'),
  allowed_endings: z
    .array(z.string().regex(/^\.[^/]+$/))
    .default([])
    .describe('endings of artifacts that are known here, beside the common ones, such as ".weights"'),
})
