import { setInterval } from 'node:timers/promises';
import { storedTasks } from './checks/world.ts';
import { checks, type World } from './checks.ts';
import { addEndpoints, isOfDeadEndpoint } from './endpoints.ts';
import { type Platform, startPlatform } from './platform.ts';
import { randomFaults } from './random-faults.ts';
import { registeredTenants } from './registered.ts';
import { type IsEndless, quiet, redrive, untilRest } from './rest.ts';
import { tapBus } from './tap.ts';
import { type Registered, tenantAt } from './tenant.ts';
import { submitAll } from './workload.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly tasks: number;
  readonly assemblyDirectory: string;
}

export interface SimulationReport {
  readonly seed: number;
  /** What was promised and not kept, in words; empty after a good run. */
  readonly violations: readonly string[];
  /** After a broken promise: what went wrong on the way, much of it on purpose. */
  readonly errors: readonly string[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One very bad day of the whole platform: five tenants, random faults, then peace; and what came of it all. */
export async function simulate(options: SimulationOptions): Promise<SimulationReport> {
  const { assemblyDirectory } = options;
  const { stateDirectory: copyOf, registered } = await registeredTenants(assemblyDirectory);
  const begun = performance.now();
  const platform = await startPlatform({ assemblyDirectory, copyOf });
  try {
    const { facts, violations, errors } = await run(platform, registered, options);
    const seconds = Number(((performance.now() - begun) / 1_000).toFixed(1));
    return { seed: options.seed, violations, errors, facts: { seconds, ...facts } };
  } finally {
    await platform.stop();
  }
}

async function run(platform: Platform, registered: readonly Registered[], { seed, tasks }: SimulationOptions) {
  const { clock, faults, url } = platform.runtime;
  const tenants = registered.map((each) => tenantAt(url, each));
  const endpoints = await addEndpoints(tenants, seed);
  const tap = await tapBus(platform);
  try {
    faults.put(randomFaults(seed));
    const ticking = startTicking(platform);
    const submitted = await submitAll(clock, { tenants, tasks, seed });
    const isEndless = isOfDeadEndpoint(endpoints);
    await ticking.stop();
    await untilFaultsHadTheirDay(platform);
    const log = faults.log();
    faults.clear();
    for (const { receiver } of endpoints) receiver?.heal();
    const { virtualMs, parked } = await recover(platform, isEndless);
    const world: World = { platform, tenants, endpoints, submitted, busEvents: await tap.read(), seed };
    const violations = await violationsIn(world);
    const { accepted, refused, unanswered } = submitted;
    const stored = await storedTasks(world);
    const facts = {
      ...{ accepted: accepted.size, refused, unanswered, parked, restMinutes: Math.round(virtualMs / 60_000) },
      ends: countsOf(stored.map(({ status, quota }) => `${status}${quota?.refunded ? ', refunded' : ''}`)),
      ...{ faults: countsOf(log.map(({ rule }) => rule)), busEvents: world.busEvents.size },
      ...invocationsIn(platform),
    };
    return { facts, violations, errors: violations.length > 0 ? [...platform.errors] : [] };
  } finally {
    await Promise.all(endpoints.map(({ receiver }) => receiver?.close()));
  }
}

/** What is the same many times over is told some times. */
const toldOfEach = 6;

async function violationsIn(world: World): Promise<string[]> {
  const violations: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    const found = await check(world);
    violations.push(...found.slice(0, toldOfEach).map((violation) => `${name}: ${violation}`));
    if (found.length > toldOfEach) violations.push(`${name}: and ${found.length - toldOfEach} more`);
  }
  return violations;
}

/** Time goes on while clients submit, a second about every fifty milliseconds. */
function startTicking({ runtime }: Platform): { stop(): Promise<void> } {
  let isOver = false;
  const ticking = (async () => {
    for await (const _ of setInterval(50)) {
      if (isOver) return;
      await runtime.clock.advance(1_000);
    }
  })();
  return {
    stop: () => {
      isOver = true;
      return ticking;
    },
  };
}

/** An operator looks after what was parked, three times at most: a message that is parked again and again is a poison. */
async function recover(platform: Platform, isEndless: IsEndless) {
  const begun = platform.runtime.clock.now();
  const parked: Record<string, number>[] = [];
  do {
    parked.push(await redrive(platform));
    await untilRest(platform, isEndless);
  } while (parked.length < 3 && Object.keys(parked.at(-1) ?? {}).length > 0);
  return { parked: parked.slice(0, -1), virtualMs: platform.runtime.clock.now() - begun };
}

/** Two minutes more in which anything may still go wrong. */
async function untilFaultsHadTheirDay(platform: Platform): Promise<void> {
  for (let second = 0; second < 120; second += 6) {
    await platform.runtime.clock.advance(6_000);
    await quiet(platform, 1_000);
  }
}

function invocationsIn({ runtime }: Platform): { invocations: number; coldStarts: number } {
  const all = Object.values(runtime.lambda.stats());
  const sum = (of: (stats: (typeof all)[number]) => number) => all.reduce((total, stats) => total + of(stats), 0);
  return { invocations: sum((stats) => stats.invocations), coldStarts: sum((stats) => stats.coldStarts) };
}

function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
