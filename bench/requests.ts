import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { FunctionDefinition } from '../local/lambda/definition.ts';
import type { FunctionStats } from '../local/lambda/statistics.ts';
import type { Runtime } from '../local/runtime.ts';
import type { Demo } from '../local/seed.ts';
import { callsOf, functionNamed, type RecordedCall } from './calls.ts';
import { median } from './functions.ts';
import { type Scenario, scenarios } from './scenarios.ts';

export interface RequestFigures extends Pick<Scenario, 'name' | 'kind' | 'functionName'> {
  /** AWS calls of its function for one request, in order. */
  readonly calls: readonly RecordedCall[];
  /** Time that its function ran for one request, warm. */
  readonly billedMs: number;
  /** Seen by the client, where the scenario may be repeated without using a quota up. */
  readonly p50Ms?: number;
}

const repeats = 30;

/** Runs each scenario once to warm it, once to count its calls, and then for the clock. */
export async function measureRequests(
  demo: Demo,
  recorded: RecordedCall[],
  runtime: Runtime,
): Promise<RequestFigures[]> {
  const figures: RequestFigures[] = [];
  const { functions } = runtime.model;
  const invoke = (name: string) => runtime.lambda.invoke(functionNamed(name, functions).name, {});
  for (const scenario of scenarios(demo, invoke)) {
    const { name, kind, functionName } = scenario;
    const fn = functionNamed(functionName, functions);
    await scenario.run();
    const before = await idle(runtime, fn);
    recorded.length = 0;
    await scenario.run();
    const after = await idle(runtime, fn);
    const calls = callsOf(recorded, fn);
    const runs = after.invocations - before.invocations;
    const billedMs = after.durations.slice(after.durations.length - runs).reduce((sum, ms) => sum + ms, 0);
    const p50Ms = scenario.isMetered ? undefined : median(await timesOf(scenario));
    figures.push({ name, kind, functionName, calls, billedMs, ...(p50Ms !== undefined && { p50Ms }) });
  }
  return figures;
}

/** A queue's function is still busy when its client has the answer; what it does then counts, too. */
async function idle(runtime: Runtime, fn: FunctionDefinition): Promise<FunctionStats> {
  for (;;) {
    const stats = runtime.lambda.stats()[fn.name];
    if (!stats) throw new Error(`There are no figures of ${fn.name}.`);
    if (stats.busyInstances === 0) return stats;
    await wait(20);
  }
}

async function timesOf(scenario: Scenario): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < repeats; run += 1) {
    const startedAt = performance.now();
    await scenario.run();
    times.push(performance.now() - startedAt);
  }
  return times;
}

/** The figure that a user of the local runtime feels: one authenticated read after another. */
export async function measureWarmGet(demo: Demo): Promise<{ p50Ms: number; p99Ms: number }> {
  const times: number[] = [];
  for (let at = 0; at < 600; at += 1) {
    const startedAt = performance.now();
    const reply = await fetch(`${demo.url}/v1/projects`, { headers: { authorization: `Bearer ${demo.apiKey}` } });
    z.object({ items: z.array(z.unknown()) }).parse(await reply.json());
    if (at >= 100) times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { p50Ms: median(times), p99Ms: times[Math.floor(times.length * 0.99)] ?? 0 };
}
