import { describe, expect, test } from 'vitest';
import { ByteOffsets } from '../../../../engines/insight/native/byte-offsets.ts';

describe('an offset in bytes becomes one in code units:', () => {
  test.each(['', 'plain', 'é;x', '日本;x', '😀;x', 'a😀é日b'])('%j', (text) => {
    const offsets = new ByteOffsets(text);
    for (let unit = 0; unit <= text.length; unit += 1) {
      if (text.slice(0, unit).isWellFormed()) expect(offsets.unitOf(Buffer.byteLength(text.slice(0, unit)))).toBe(unit);
    }
  });

  test('one behind the end is the end', () => {
    expect(new ByteOffsets('é').unitOf(99)).toBe(1);
  });
});
