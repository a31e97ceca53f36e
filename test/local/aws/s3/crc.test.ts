import { describe, expect, test } from 'vitest';
import { type RunningHash, runningCrc32, runningCrc32c, runningCrc64nvme } from '../../../../local/aws/s3/crc.ts';

// Check values of "123456789": https://reveng.sourceforge.io/crc-catalogue/all.htm
describe.each<[string, () => RunningHash, string]>([
  ['CRC-32', runningCrc32, 'cbf43926'],
  ['CRC-32C', runningCrc32c, 'e3069283'],
  ['CRC-64/NVME', runningCrc64nvme, 'ae8b14860a799888'],
])('%s', (_, start, expected) => {
  test('has the check value of the catalogue, whole and in pieces', () => {
    for (const pieces of [['123456789'], ['1234', '', '56789']]) {
      const running = start();
      for (const piece of pieces) running.update(Buffer.from(piece));
      expect(running.digest().toString('hex')).toBe(expected);
    }
  });

  test('of nothing is zero', () => {
    expect(
      start()
        .digest()
        .every((byte) => byte === 0),
    ).toBe(true);
  });
});
