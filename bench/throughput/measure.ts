import { register, tenantAt } from '../../test/simulation/tenant.ts';
import type { Prices } from '../cost.ts';
import { type Bill, billOf } from './bill.ts';
import { measureBullMq } from './bullmq.ts';
import { type Fairness, measureFairness } from './fairness.ts';
import { percentile, type TaskFigures } from './figures.ts';
import { startQuickPlatform } from './platform.ts';
import { measureStart, measureThroughput } from './tasks.ts';
import { measureWebhooks, type WebhookFigures } from './webhooks.ts';

export interface Throughput {
  readonly startP50Ms: number;
  readonly startP95Ms: number;
  readonly burst: TaskFigures & { readonly tasks: number };
  /** Undefined where no Redis is installed. */
  readonly bullMq: TaskFigures | undefined;
  readonly fairness: Fairness;
  readonly webhooks: WebhookFigures;
  readonly task: Bill;
  readonly webhook: Bill;
}

const each = 150;
const backlog = Number(process.env.BENCH_BACKLOG ?? 10_000);

/** Tasks from end to end through a platform of its own, with a worker that does all but the website test itself. */
export async function measureTasks(assemblyDirectory: string, prices: Prices): Promise<Throughput> {
  const platform = await startQuickPlatform(assemblyDirectory);
  const { url } = platform.runtime;
  const tenant = async (name: string) => tenantAt(url, await register(url, name, 'enterprise'));
  const [ada, grace, quiet, noisy] = [
    await tenant('ada'),
    await tenant('grace'),
    await tenant('quiet'),
    await tenant('noisy'),
  ];
  await measureStart(ada, 5);
  const alone = await measureStart(ada, 40);
  const { bill: task, result: burst } = await billOf(
    platform,
    prices,
    { per: 2 * each, functions: /-guardian-runner-/ },
    () => measureThroughput([ada, grace], each),
  );
  const samples = 40;
  const { bill: webhook, result: webhooks } = await billOf(
    platform,
    prices,
    { per: samples, functions: /-events-/ },
    () => measureWebhooks(grace, samples),
  );
  const fairness = await measureFairness(platform, { quiet, noisy }, { backlog, samples: 40 });
  await platform.stop();
  const bullMq = await measureBullMq(2 * each, 20);
  return {
    ...{ startP50Ms: percentile(alone, 50), startP95Ms: percentile(alone, 95) },
    ...{ burst: { ...burst, tasks: 2 * each }, bullMq, fairness, webhooks, task, webhook },
  };
}
