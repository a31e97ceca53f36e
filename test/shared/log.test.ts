import { expect, test } from 'vitest';
import { createLogger } from '../../shared/log.ts';

function lines(act: (log: ReturnType<typeof createLogger>) => void): unknown[] {
  const written: string[] = [];
  act(createLogger({ service: 'auth' }, (line) => written.push(line)));
  return written.map((line) => JSON.parse(line));
}

test('a line is one JSON object with its level, time, service and fields', () => {
  const written = lines((log) => {
    log.info('hello', { orgId: 'org_1' });
    log.warn('careful\nsecond line');
  });
  expect(written).toEqual([
    { level: 'INFO', message: 'hello', timestamp: expect.any(String), service: 'auth', orgId: 'org_1' },
    { level: 'WARN', message: 'careful\nsecond line', timestamp: expect.any(String), service: 'auth' },
  ]);
});

test('an error comes with its name, stack and causes; anything thrown is logged', () => {
  const error = new TypeError('outer', { cause: new RangeError('inner', { cause: 'root' }) });
  const written = lines((log) => {
    log.error('failed', error, { taskId: 't1' });
    log.error('failed', 'just a string');
  });
  expect(written).toMatchObject([
    {
      level: 'ERROR',
      taskId: 't1',
      error: {
        ...{ name: 'TypeError', message: 'outer', stack: expect.stringContaining('log.test.ts') },
        cause: { name: 'RangeError', message: 'inner', cause: { message: 'root' } },
      },
    },
    { error: { message: 'just a string' } },
  ]);
});
