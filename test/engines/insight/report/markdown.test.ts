import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../../../engines/insight/report/markdown.ts';
import { markdownCode, markdownText } from '../../../../engines/insight/report/markdown-text.ts';
import { analysisOf } from '../sample-analysis.ts';
import { manyDrafts } from './many-drafts.ts';
import { hostileInput, sampleInput } from './sample-input.ts';

describe('a comment on a pull request', () => {
  test('says first what is new, the worst first, and folds the rest', () => {
    expect(renderMarkdown(sampleInput()).split('\n')).toEqual([
      '### ODAVL Insight: shop',
      '',
      '**2 new issues**, 1 resolved, 3 unchanged · risk score **26** of 100 · 12 files at `3f2c9a1b7d`',
      '',
      '> ⚠️ typescript failed, so this is not all there is to find.',
      '',
      '| Severity | Where | What | Rule |',
      '| :-- | :-- | :-- | :-- |',
      '| 🔴 critical | `src/orders/create-order.ts`:42 | `orderId` from the request becomes part of the SQL text.<br>→ Pass it as a parameter: `db.query(text, [orderId])`. | `security/sql-injection` |',
      '| 🟠 high | `src/orders/totals.ts`:8 | `totalsOf` has a cognitive complexity of 34. | `complexity/cognitive-complexity` |',
      '',
      '<details>',
      '<summary>3 unchanged issues</summary>',
      '',
      '| Severity | Where | What | Rule |',
      '| :-- | :-- | :-- | :-- |',
      '| 🟡 medium | `src/orders/totals.ts`:77 | The spread copies `all` for each element. 🔧 | `performance/spread-in-reduce` |',
      '| 🔵 low | `package.json`:12 | `left-pad` is never imported. | `package/unused-dependency` |',
      '| ⚪ info | `src/index.ts`:1 | The imports are in no order. 🔧 | `lint/sort-imports` |',
      '',
      '</details>',
      '',
      '<details>',
      '<summary>1 resolved issue</summary>',
      '',
      '- `src/old.ts`:3 `security/no-new`',
      '',
      '</details>',
      '',
      '<details>',
      '<summary>1 earlier issue that could not be looked for</summary>',
      '',
      '- `src/a.ts`:3 `typescript/no-eval`',
      '',
      '</details>',
      '',
      '<details>',
      '<summary>Not looked at: 1 failure, 1 skipped file</summary>',
      '',
      '- **typescript** failed: It took longer than 10 seconds.',
      '- `dist/app.min.js`: Its lines are so long that a machine wrote it.',
      '',
      '</details>',
      '',
    ]);
  });

  test('without a comparison has all issues in one table', () => {
    const page = renderMarkdown({ analysis: analysisOf([{}]), project: 'shop' });
    expect(page).toContain('**1 issue** · risk score **16** of 100 · 12 files\n');
    expect(page).not.toContain('<details>');
  });

  test('about nothing has no table', () => {
    const page = renderMarkdown({ analysis: analysisOf([]), project: 'shop' });
    expect(page).toBe('### ODAVL Insight: shop\n\n**0 issues** · risk score **0** of 100 · 12 files\n');
  });

  test('has at most 60,000 characters, says what it leaves out, and closes what it opened', () => {
    const long = { message: '|@'.repeat(5_000), file: `${'a|'.repeat(3_000)}.ts`, ruleId: '`|'.repeat(900) };
    for (const drafts of [
      manyDrafts(5_000),
      manyDrafts(500).map((each, line) => ({ ...each, ...long, line: line + 1 })),
    ]) {
      const page = renderMarkdown({ ...sampleInput(), analysis: analysisOf(drafts) });
      expect(page.length).toBeLessThanOrEqual(60_000);
      expect(page).toMatch(/> \d+ more lines are not shown here/);
      expect(page.split('<details>').length).toBe(page.split('</details>').length);
    }
  });

  test('lets no text of the repository become markup', () => {
    const page = renderMarkdown(hostileInput());
    expect(page).not.toMatch(/<(?!\/?(?:details|summary|code)>|br>|!-- -->)/);
    for (const character of '\u202e\u0000') expect(page).not.toContain(character);
    for (const row of page.split('\n').filter((line) => line.startsWith('| ⚪')))
      expect(row.split('|')).toHaveLength(6);
  });
});

describe('a text in Markdown', () => {
  test.each([
    ['a_b *c* [d](e) ~f~ \\ $g$', 'a\\_b \\*c\\* \\[d\\](e) \\~f\\~ \\\\ \\$g\\$'],
    ['<b>&|', '&#60;b&#62;&#38;&#124;'],
    ['@user, #12, GH-3', '@<!-- -->user, #<!-- -->12, GH<!-- -->-3'],
    ['https://a.example www.b.example', 'https:<!-- -->//a.example www<!-- -->.b.example'],
    ['a\n| b\r\n# c', 'a &#124; b #<!-- --> c'],
    ['call `f()` now', 'call `f()` now'],
    ['one ` only', 'one \\` only'],
    ['`a|b`', '<code>a&#124;b</code>'],
    ['', ''],
  ])('%j is %j', (text, expected) => {
    expect(markdownText(text, 100)).toBe(expected);
  });

  test('as code stays code, whatever is in it', () => {
    expect(markdownCode('a/b-c.ts', 100)).toBe('`a/b-c.ts`');
    expect(markdownCode('a`b\\', 100)).toBe('<code>a&#96;b&#92;</code>');
    expect(markdownCode('\n', 100)).toBe('');
  });

  test('is cut where it is too long', () => {
    expect(markdownText('abcdef', 3)).toBe('abc…');
  });
});
