import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { createLargeResults } from '../../shared/large-results.ts';
import { createDirectoryStorage } from '../../shared/storage/directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'odavl-results-'));
afterAll(() => rmSync(folder, { recursive: true }));
const storage = createDirectoryStorage(folder);
const results = createLargeResults(storage);
const read = async (key: string) => {
  const object = await storage.get(key);
  return object && text(object.body);
};

test('a result is kept below its organization; the same one again is no error, and another one does not replace it', async () => {
  const first = await results.put('org_1', 'task_1', '{"n":1}');
  expect(first).toMatch(/^org\/org_1\/results\/task_1\/[0-9a-f]{64}\.json$/);
  expect(await results.put('org_1', 'task_1', '{"n":1}')).toBe(first);
  const second = await results.put('org_1', 'task_1', '{"n":2}');
  expect([await read(first), await read(second)]).toEqual(['{"n":1}', '{"n":2}']);
});

test('a storage that is down is an error', async () => {
  const broken = createLargeResults({ put: () => Promise.reject(new Error('The bucket is down.')) });
  await expect(broken.put('org_1', 'task_1', '{}')).rejects.toThrow('The bucket is down.');
});
