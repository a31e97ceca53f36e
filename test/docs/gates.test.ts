import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mergeSettings } from '../../engines/autopilot/gates/merge-settings.ts';
import { readGatesFile } from '../../engines/autopilot/gates/read-gates-file.ts';
import { defaultSettings } from '../../engines/autopilot/gates/settings.ts';

test('the file of docs/gates.md can be read, and says the defaults', () => {
  const example = /```yaml\n(?<yaml>[^`]+)```/.exec(readFileSync('docs/gates.md', 'utf8'))?.groups?.yaml ?? '';
  const file = readGatesFile(Buffer.from(example));
  expect(mergeSettings({ file })).toEqual({
    ...defaultSettings,
    gates: { ...defaultSettings.gates, deltas: { lint: 0 } },
    protected: [...defaultSettings.protected, 'legal/**'],
  });
});
