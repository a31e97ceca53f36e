import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AsyncStore } from '../../../local/lambda/async-store.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'odavl-async-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const event = {
  requestId: 'r',
  functionName: 'fn',
  payload: '{"a":1}',
  acceptedAt: 5,
  attempts: 1,
  throttles: 2,
  dueAt: 9.5,
};

it('keeps events until they are deleted, and one per request id', () => {
  const first = new AsyncStore(directory);
  first.put(event);
  first.put({ ...event, attempts: 2 });
  first.put({ ...event, requestId: 'gone' });
  first.delete('gone');
  first.close();
  const second = new AsyncStore(directory);
  expect(second.all()).toEqual([{ ...event, attempts: 2 }]);
  second.close();
});

it('has every event that it took before a SIGKILL', async () => {
  const script = join(import.meta.dirname, 'accept-until-killed.ts');
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    printed += chunk;
    if (printed.length > 5000 && !child.killed) child.kill('SIGKILL');
  }
  await exited;
  expect(child.signalCode).toBe('SIGKILL');
  const store = new AsyncStore(directory);
  const ids = new Set(store.all().map((stored) => stored.requestId));
  store.close();
  const complete = printed.split('\n').slice(0, -1);
  expect(complete.length).toBeGreaterThan(100);
  expect(complete.filter((id) => !ids.has(id))).toEqual([]);
});
