import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A process of its own per measurement: imports one function as Lambda would, calls it, and prints
 * `{importMs, firstMs, warmMs, cpuMs}`. Arguments: folder of the asset, the event as JSON (or nothing), warm calls.
 */
const [folder = '', event = '', calls = '0'] = process.argv.slice(2);
const file = ['index.mjs', 'index.js'].map((name) => join(folder, name)).find((path) => existsSync(path));
if (!file) throw new Error(`${folder} has no handler.`);

const startedAt = performance.now();
const { handler } = await import(pathToFileURL(file).href);
const importMs = performance.now() - startedAt;
const result = event === '' ? { importMs } : { importMs, ...(await call(JSON.parse(event), Number(calls))) };
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

async function call(payload: unknown, times: number) {
  const first = performance.now();
  await handler(payload, { awsRequestId: 'bench' });
  const firstMs = performance.now() - first;
  if (times === 0) return { firstMs };
  // The compiler has not seen the path yet; what users feel all day is what comes after.
  for (let at = 0; at < times; at += 1) await handler(payload, { awsRequestId: 'bench' });
  const cpu = process.cpuUsage();
  const warm = performance.now();
  for (let at = 0; at < times; at += 1) await handler(payload, { awsRequestId: 'bench' });
  const { user, system } = process.cpuUsage(cpu);
  return { firstMs, warmMs: (performance.now() - warm) / times, cpuMs: (user + system) / 1_000 / times };
}
