import { afterEach, beforeEach, expect, it } from 'vitest';
import { Fixture } from './fixture.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = new Fixture();
  process.env.DEVELOPER_SECRET = 'leak';
});
afterEach(() => {
  delete process.env.DEVELOPER_SECRET;
  return fixture.close();
});

const code = 'export const handler = async () => ({ env: process.env, argv: process.execArgv });';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
it('a function sees its template and the runtime, nothing of the developer', async () => {
  fixture.add('fn', code, { environment: { TABLE: 'tasks' }, memoryMb: 256 });
  const lambda = await fixture.start();
  expect(await lambda.invoke('fn', {})).toEqual({
    payload: {
      argv: [],
      env: {
        TABLE: 'tasks',
        _HANDLER: 'index.handler',
        TZ: ':UTC',
        PATH: expect.stringMatching(/:\/usr\/local\/bin:\/usr\/bin:\/bin$/),
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
        AWS_LAMBDA_FUNCTION_NAME: 'fn',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/fn',
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
        LAMBDA_TASK_ROOT: expect.stringContaining('/unpacked/'),
        AWS_ACCESS_KEY_ID: 'ASIAfn',
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'token',
        _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0$/),
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
        AWS_CONFIG_FILE: expect.stringContaining('no-aws-profile'),
        AWS_SHARED_CREDENTIALS_FILE: expect.stringContaining('no-aws-profile'),
      },
    },
  });
});

it('one function does not see what another one wrote to its environment', async () => {
  fixture.add('writes', 'export const handler = async () => { process.env.MARK = "x"; };');
  fixture.add('reads', 'export const handler = async () => process.env.MARK ?? "none";');
  const lambda = await fixture.start();
  await lambda.invoke('writes', {});
  expect(await lambda.invoke('reads', {})).toEqual({ payload: 'none' });
  expect(process.env.MARK).toBeUndefined();
});

it('a reserved name in the template stops the start, by name', async () => {
  fixture.add('fn', code, { environment: { AWS_REGION: 'x', OK: '1' } });
  await expect(fixture.start()).rejects.toThrow(
    'Function fn sets environment variables that Lambda reserves: AWS_REGION.',
  );
});

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
it('an environment of more than 4 KB stops the start', async () => {
  fixture.add('fn', code, { environment: { BIG: 'x'.repeat(4096) } });
  await expect(fixture.start()).rejects.toThrow('The environment of function fn has 4106 bytes; Lambda allows 4096.');
});

it('a function lives in UTC, wherever the developer does', async () => {
  process.env.TZ = 'America/New_York';
  expect(new Date(0).getHours()).toBe(19);
  fixture.add('fn', 'export const handler = async () => [new Date(0).getHours(), new Date(0).getTimezoneOffset()];');
  const lambda = await fixture.start();
  expect(await lambda.invoke('fn', {})).toEqual({ payload: [0, 0] });
});
