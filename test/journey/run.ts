import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/** `npm run test:journey [-- --url URL --token KEY]`: the journeys that any stage can take, there or here. */
const { values } = parseArgs({ options: { url: { type: 'string' }, token: { type: 'string' } } });
if ((values.url === undefined) !== (values.token === undefined)) {
  console.error('--url and --token go together: the address of a stage, and an API key of it with the scope "admin".');
  process.exit(2);
}
const { status } = spawnSync('vitest', ['run', 'test/journey/deployed.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, ...(values.url && { JOURNEY_URL: values.url, JOURNEY_TOKEN: values.token }) },
});
process.exit(status ?? 1);
