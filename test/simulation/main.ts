import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../../local/synthesize.ts';
import { repeatedBy } from './repeated-by.ts';
import { type SimulationReport, simulate } from './simulate.ts';

const usage = `npm run simulate -- [--seeds N] [--seed S] [--tasks N]

  --seeds N   how many runs, each with the seed after the one before (1)
  --seed S    the first seed (random)
  --tasks N   tasks of one run (500)
`;

const assemblyDirectory = 'cdk.out/local';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    tasks: { type: 'string', default: '500' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) process.stdout.write(usage);
else process.exitCode = (await runAll(Number(values.seed), Number(values.seeds), Number(values.tasks))) ? 0 : 1;

async function runAll(first: number, count: number, tasks: number): Promise<boolean> {
  if (![first, count, tasks].every(Number.isSafeInteger)) throw new Error(usage);
  await synthesize(assemblyDirectory);
  let isGood = true;
  for (let seed = first; seed < first + count; seed += 1) {
    console.log(`seed ${seed}: ${tasks} tasks of five tenants`);
    isGood = print(await outcome(seed, tasks), tasks) && isGood;
  }
  return isGood;
}

async function outcome(seed: number, tasks: number): Promise<SimulationReport> {
  try {
    return await simulate({ seed, tasks, assemblyDirectory });
  } catch (error) {
    return {
      seed,
      violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      errors: [],
      facts: {},
    };
  }
}

function print({ seed, violations, errors, facts }: SimulationReport, tasks: number): boolean {
  console.log(`seed ${seed}: ${JSON.stringify(facts)}`);
  if (violations.length === 0) return true;
  for (const violation of violations.slice(0, 50)) console.log(`  NOT ${violation}`);
  const file = join(tmpdir(), `odavl-simulation-${seed}.log`);
  writeFileSync(file, errors.join('\n'));
  console.log(`  what went wrong on the way: ${file}`);
  console.log(`seed ${seed}: ${violations.length} promises are broken. Again: ${repeatedBy({ seed, tasks })}`);
  return false;
}
