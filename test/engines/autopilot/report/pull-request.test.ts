import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, plain } from '../../../../engines/autopilot/report/markdown.ts';
import { type PullRequestInput, pullRequestOf } from '../../../../engines/autopilot/report/pull-request.ts';
import { metricsWith } from '../metrics-with.ts';

const recipe = {
  id: 'prefer-const',
  name: 'Prefer const',
  version: '1.0.0',
  resolved: 2,
  files: 1,
  reasons: ['It holds.'],
};
const input: PullRequestInput = {
  runId: 'run_1',
  recipes: [recipe],
  files: [{ path: 'src/a.ts', changedLines: 4 }],
  metrics: { before: metricsWith({ lint: 2, totalIssues: 3 }), after: metricsWith({ totalIssues: 1 }) },
  gates: [{ gate: 'no-rise:lint', limit: 0, actual: -2, passed: true, explanation: 'It fell.' }],
  rejected: [{ recipeId: 'no-var', reason: 'auth/a.ts is protected.' }],
  attestation: { digest: 'abc', sequence: 7 },
};

describe('names and messages of strangers stay what they are:', () => {
  test.each([
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['``', '``` `` ```'],
    ['', '`  `'],
    ['a|b', '`a\\|b`'],
    ['a\n# b\r\u2028c', '`a # b c`'],
    ['\u202eevil', '`evil`'],
  ])('%j as code', (text, expected) => expect(code(text)).toBe(expected));

  test.each([
    ['<script>&', '&lt;script&gt;&amp;'],
    ['[a](https://evil.example)', '\\[a\\]\\(https:&#47;/evil.example\\)'],
    ['@team #1 www.evil.example', '&#64;team \\#1 www&#46;evil.example'],
    ['**a** `b`|c\n- d', '\\*\\*a\\*\\* \\`b\\`\\|c \\- d'],
  ])('%j as text', (text, expected) => expect(plain(text)).toBe(expected));

  test('whatever they are, they are one line without markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab`|@<>[]*_\\\n\r\u2028\u202e\ud800:/.#') }), (text) => {
        expect(plain(text)).not.toMatch(/[\n\r<>@]|(?<!\\)[`*|[\]]|:\/\//);
        expect(code(text)).not.toMatch(/[\n\r]|(?<!\\)\|/);
      }),
    );
  });
});

test('the body says what was done, why, what passed, what was left alone and how it is proven', () => {
  expect(pullRequestOf(input)).toEqual({
    title: 'Fix 2 issues in 1 file: prefer-const',
    body: `ODAVL Autopilot applied 1 recipe to 1 file (4 changed lines) and analysed the result again: 3 issues before, 1 after. Run \`run_1\`.

| Issues | Before | After | Change |
|---|---|---|---|
| lint | 2 | 0 | -2 |
| totalIssues | 3 | 1 | -2 |

### What was done

- **Prefer const** (\`prefer-const@1.0.0\`): 2 issues in 1 file
  - It holds.

<details><summary>1 changed file</summary>

- \`src/a.ts\`: 4 changed lines

</details>

### Gates

| Gate | Result | Why |
|---|---|---|
| \`no-rise:lint\` | passed | It fell. |

### What was left alone

- \`no-var\`: auth/a.ts is protected.

### Proof and undo

Attestation 7 of this project (\`sha256:abc\`) is signed and can be verified offline with \`bin/verify-attestation.ts\`. The undo patch of the run restores every byte.
`,
  });
});

test('nothing is said of what there is not', () => {
  const none = { ...input, recipes: [], files: [], gates: [], rejected: [] };
  const { attestation: _, ...empty } = { ...none, metrics: { before: metricsWith({}), after: metricsWith({}) } };
  const { title, body } = pullRequestOf(empty);
  expect(title).toBe('Clean up in 0 files');
  expect(body.match(/^###.*$/gm)).toEqual(['### Undo']);
});

test('however much there is, it is not more than GitHub takes', () => {
  const many = <Item>(item: Item) => Array.from({ length: 500 }, () => item);
  const long = '|'.repeat(5_000);
  const { title, body } = pullRequestOf({
    ...input,
    recipes: many({ ...recipe, name: 'n'.repeat(100), reasons: many(long) }),
    files: many({ path: long, changedLines: 1 }),
    rejected: many({ recipeId: 'no-var', reason: '@'.repeat(5_000) }),
  });
  expect(body.length).toBeLessThan(65_536);
  expect(title.length).toBeLessThanOrEqual(72);
  expect(body).toContain('- … and 490 more');
});
