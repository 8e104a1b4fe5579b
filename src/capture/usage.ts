import { cpus, freemem, totalmem } from 'node:os'
import { listProcesses, type ProcessFacts, processMemoryBytes, readProcText } from '../disk/process.js'
import { GpuUsage } from './gpu-usage.js'

/** A reading of the machine's processors: work done and time passed, summed over all of them, in one unit. */
interface ProcessorTime {
  readonly busy: number
  readonly total: number
  readonly processors: number
}

/**
 * Samples what a program and everything that it started use, and how busy the machine is. Percentages of processors count
 * one full processor as 100, those of the machine all of them; memory that processes share counts for each.
 * What cannot be told on this system is left out. Never waits: figures of GPUs are those of the last answer.
 */
export class UsageSampler {
  readonly #rootPid: number
  readonly #gpus: GpuUsage
  #machine: ProcessorTime
  #treeTicks: number

  /** `environment` is where `nvidia-smi` is looked for; without it no GPU is asked. */
  constructor(rootPid: number, environment: Readonly<Record<string, string | undefined>> = {}) {
    this.#rootPid = rootPid
    this.#gpus = new GpuUsage(environment)
    this.#machine = readProcessorTime()
    this.#treeTicks = sumTicks(processTree(listProcesses(), rootPid))
  }

  /** Keys begin with `system/`; percentages are those since the last call. */
  sample(): Record<string, number> {
    const sample: Record<string, number> = { 'system/machine_memory_percent': memoryPercent() }
    const machine = readProcessorTime()
    const passed = machine.total - this.#machine.total
    if (passed > 0) {
      sample['system/machine_cpu_percent'] = percent(machine.busy - this.#machine.busy, passed)
    }
    const members = processTree(listProcesses(), this.#rootPid)
    if (members.length > 0) {
      const ticks = sumTicks(members)
      // Both count clock ticks since boot, so no other clock is needed.
      if (passed > 0) sample['system/cpu_percent'] = percent(ticks - this.#treeTicks, passed / machine.processors)
      this.#treeTicks = ticks
      sample['system/memory_bytes'] = members.reduce((sum, { pid }) => sum + processMemoryBytes(pid), 0)
    }
    this.#machine = machine
    return Object.assign(sample, this.#gpus.sample())
  }
}

/** The process `rootPid`, its process group and all of their descendants. */
function processTree(all: readonly ProcessFacts[], rootPid: number): ProcessFacts[] {
  const children = new Map<number, ProcessFacts[]>()
  const members = new Set<ProcessFacts>()
  for (const facts of all) {
    const siblings = children.get(facts.parent)
    if (siblings === undefined) children.set(facts.parent, [facts])
    else siblings.push(facts)
    if (facts.pid === rootPid || facts.group === rootPid) members.add(facts)
  }
  // A set is walked to the members that are added on the way.
  for (const member of members) {
    for (const child of children.get(member.pid) ?? []) members.add(child)
  }
  return [...members]
}

/** What a child used moves to its parent when it has ended, so this sum does not fall with it. */
function sumTicks(members: readonly ProcessFacts[]): number {
  return members.reduce((sum, { ticks }) => sum + ticks, 0)
}

function percent(part: number, whole: number): number {
  return Math.round((Math.max(0, part) / whole) * 10_000) / 100
}

function readProcessorTime(): ProcessorTime {
  const text = readProcText('/proc/stat') ?? ''
  const line = /^cpu +(.*)$/m.exec(text)?.[1]
  if (line === undefined) return sumProcessorTimes()
  // user nice system idle iowait irq softirq steal; guest time is part of user.
  const times = line.split(/\s+/).slice(0, 8).map(Number)
  const total = times.reduce((sum, ticks) => sum + ticks, 0)
  const processors = text.match(/^cpu\d/gm)?.length ?? 1
  return { busy: total - (times[3] ?? 0) - (times[4] ?? 0), total, processors }
}

function sumProcessorTimes(): ProcessorTime {
  let busy = 0
  let total = 0
  const all = cpus()
  for (const { times } of all) {
    const worked = times.user + times.nice + times.sys + times.irq
    busy += worked
    total += worked + times.idle
  }
  return { busy, total, processors: all.length }
}

function memoryPercent(): number {
  const text = readProcText('/proc/meminfo') ?? ''
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1]
  const total = totalmem()
  return percent(total - (available === undefined ? freemem() : Number(available) * 1024), total)
}
