import { rmSync } from 'node:fs';
import { log } from './log.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { type Demo, seed, writeWhole } from './seed.ts';
import { synthesize } from './synthesize.ts';
import { watchSources } from './watch.ts';

const startedAt = performance.now();
/** Below the output folder of `cdk`, beside what the other stages synthesize. */
const assemblyDirectory = 'cdk.out/local';

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(usage);
  else await main(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function main(options: Options): Promise<void> {
  if (options.reset) rmSync(options.stateDirectory, { recursive: true, force: true });
  if (options.readyFile) rmSync(options.readyFile, { force: true });
  let runtime = await start(options);
  const demo = await seed(runtime.url, options.stateDirectory);
  if (options.readyFile) writeWhole(options.readyFile, { ...demo, awsEndpoint: runtime.awsEndpoint });
  console.log(welcome(demo, performance.now() - startedAt));

  const stop = () => {
    runtime.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (!options.watch) return;
  watchSources(async () => {
    // A build that fails leaves the running platform as it is.
    await synthesize(assemblyDirectory);
    await runtime.stop();
    runtime = await start(options, Number(new URL(runtime.url).port));
    console.log(`Restarted on ${runtime.url}`);
  });
}

async function start(options: Options, port = options.port): Promise<Runtime> {
  await synthesize(assemblyDirectory);
  const { host, stateDirectory, awsEndpoint } = options;
  return startRuntime({
    ...{ assemblyDirectory, host, port, stateDirectory, log },
    ...(awsEndpoint && { awsEndpoint }),
  });
}

function welcome({ url, email, password, apiKey, projectId }: Demo, ms: number): string {
  return `
ODAVL Cloud runs at ${url}  (ready in ${(ms / 1_000).toFixed(1)} s)

  API reference   ${url}/docs
  Sent mails      ${url}/_local/outbox
  Demo login      ${email}  ${password}
  API key         ${apiKey}
  Project         ${projectId}

Test a website:

  curl -s ${url}/v1/guardian/tests -H 'authorization: Bearer ${apiKey}' \\
    -H 'content-type: application/json' -d '{"projectId":"${projectId}","url":"${url}/docs"}'
`;
}
