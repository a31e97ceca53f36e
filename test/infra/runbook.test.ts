import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anchors, sections } from './runbook.ts';

describe.each([...sections])('the runbook on %s', (_, section) => {
  test('says what it means, how to see it, and what to do', () => {
    const parts = ['**What it means.**', '**How to see it.**', '**What to do.**'];
    expect(parts.filter((part) => !section.includes(part))).toEqual([]);
  });

  test('has at most 25 lines', () => {
    expect(section.split('\n').length).toBeLessThanOrEqual(25);
  });
});

test('every anchor of the runbook that the infrastructure names is there, and none is idle', () => {
  const sources = globSync('lib/**/*.ts').map((path) => readFileSync(path, 'utf8'));
  const named = sources.flatMap((source) =>
    [...source.matchAll(/(?:runbook: '|runbook\.md#)([a-z0-9-]+)/g)].map(([, anchor]) => String(anchor)),
  );
  expect([...new Set(named)].sort()).toEqual([...anchors].sort());
});
