import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRuntime } from '../local/runtime.ts';
import { seed } from '../local/seed.ts';
import { synthesize } from '../local/synthesize.ts';
import type { RecordedCall } from './calls.ts';
import { costPerMillion, Prices } from './cost.ts';
import { measureEngines } from './engines/measure.ts';
import { engineTables } from './engines/tables.ts';
import { events } from './events.ts';
import { measureFunctions } from './functions.ts';
import { raiseLimits } from './limits.ts';
import { table } from './report.ts';
import { measureRequests, measureWarmGet } from './requests.ts';
import { measureStartUp } from './start-up.ts';
import { skipped } from './throughput/bullmq.ts';
import { measureTasks } from './throughput/measure.ts';
import { throughputTables } from './throughput/tables.ts';

const prices = Prices.parse(JSON.parse(readFileSync('bench/prices.json', 'utf8')));
const assemblyDirectory = 'cdk.out/local';
await synthesize(assemblyDirectory);
const stateDirectory = mkdtempSync(join(tmpdir(), 'odavl-bench-'));
const recorded: RecordedCall[] = [];
const runtime = await startRuntime({
  ...{ assemblyDirectory, stateDirectory, host: '127.0.0.1', port: 0, log: () => undefined },
  onCall: (call) => recorded.push(call),
});
const demo = await seed(runtime.url, stateDirectory);
const accessToken = await raiseLimits(demo, { ...runtime, stateDirectory });

const requests = await measureRequests(demo, recorded, runtime);
const subjects = events(demo, accessToken, runtime);
const { emptyMs, figures } = await measureFunctions(subjects);
const warmGet = await measureWarmGet(demo);
await runtime.stop();
rmSync(stateDirectory, { recursive: true, force: true });
const throughput = await measureTasks(assemblyDirectory, prices);
const startUp = await measureStartUp();
const engines = await measureEngines();

const report = {
  functions: figures,
  requests: requests.map((request) => {
    const memoryMb = figures.find(({ name }) => name === request.functionName)?.memoryMb ?? 0;
    return { ...request, usdPerMillion: costPerMillion(prices, request, memoryMb) };
  }),
  warmGet,
  startUp,
  throughput,
  engines,
  emptyHandlerImportMs: emptyMs,
};
writeFileSync('bench/last.json', `${JSON.stringify(report, null, 2)}\n`);

console.log(
  table(
    `Functions (cold import of an empty handler in this run: ${emptyMs.toFixed(1)} ms)`,
    ['function', 'import over empty ms', 'first reply ms', 'warm ms', 'CPU ms', 'bundle KB', 'memory MB'],
    report.functions.map((f) => [
      f.name,
      f.importOverEmptyMs,
      f.firstReplyMs,
      f.warmMs,
      f.cpuMs,
      f.bundleKb,
      f.memoryMb,
    ]),
  ),
);
console.log(
  table(
    'Requests',
    ['request', 'kind', 'AWS calls', 'function ms', 'p50 ms', 'USD per million'],
    report.requests.map((r) => [r.name, r.kind, r.calls.length, r.billedMs, r.p50Ms, r.usdPerMillion]),
  ),
);
console.log(
  table(
    'Local runtime',
    ['figure', 'measured', 'target'],
    [
      ['start, empty state, ms', Math.round(startUp.firstStartMs), 5_000],
      ['start, kept state, ms', Math.round(startUp.restartMs), 5_000],
      ['warm authenticated GET, p50 ms', warmGet.p50Ms, 15],
      ['warm authenticated GET, p99 ms', warmGet.p99Ms, undefined],
      ['resident right after start, MB', Math.round(startUp.residentMb), 400],
      ['resident, idle for 75 s, MB', Math.round(startUp.settledMb), 400],
    ],
  ),
);
for (const each of throughputTables(throughput)) console.log(each);
if (!throughput.bullMq) console.log(`\n${skipped}`);
for (const each of engineTables(engines)) console.log(each);
