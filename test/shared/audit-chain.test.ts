import { describe, expect, test } from 'vitest';
import {
  type AuditLine,
  auditPartNames,
  canonical,
  firstPrevHash,
  partDigest,
  recordHash,
  saltedPart,
  verifyChain,
} from '../../shared/audit-chain.ts';

const orgId = 'org_1';
const start = { seq: 1, prevHash: firstPrevHash(orgId) };

function chainOf(length: number): AuditLine[] {
  const lines: AuditLine[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const parts = {
      actor: saltedPart({ type: 'user', id: `usr_${seq}` }),
      source: saltedPart({ ip: '192.0.2.1', userAgent: 'test' }),
      after: saltedPart({ name: 'new', count: seq }),
    };
    const digests = {
      actor: partDigest('actor', parts.actor),
      source: partDigest('source', parts.source),
      after: partDigest('after', parts.after),
    };
    const time = new Date(Date.UTC(2026, 0, 1) + seq).toISOString();
    const record = {
      ...{ version: 1 as const, seq, id: `aud_${seq}`, at: time, loggedAt: time, action: 'project.created' },
      ...{ outcome: 'success' as const, requestId: 'r', digests, prevHash: lines.at(-1)?.hash ?? start.prevHash },
    };
    lines.push({ ...record, hash: recordHash(record), parts });
  }
  return lines;
}

const headOf = (lines: readonly AuditLine[]) => ({ seq: lines.length, hash: lines.at(-1)?.hash ?? '' });

function lineAt(lines: readonly AuditLine[], at: number): AuditLine {
  const line = lines[at];
  if (!line) throw new Error(`There is no line ${at}.`);
  return line;
}

/** The chain after an attack on its third record. */
function attacked(
  attack: (line: AuditLine, lines: AuditLine[]) => AuditLine | AuditLine[],
): ReturnType<typeof verifyChain> {
  const lines = chainOf(5);
  const head = headOf(lines);
  lines.splice(2, 1, ...[attack(lineAt(lines, 2), lines)].flat());
  return verifyChain(lines, { start, head });
}

test('a chain that nobody touched is intact', () => {
  const lines = chainOf(5);
  expect(verifyChain(lines, { start, head: headOf(lines) })).toEqual({ isIntact: true, erasedParts: 0 });
  expect(verifyChain([], { start, head: { seq: 0, hash: start.prevHash } })).toMatchObject({ isIntact: true });
});

describe('the chain breaks at a record when someone changes', () => {
  test.each<[string, Partial<AuditLine>]>([
    ['its id', { id: 'aud_x' }],
    ['when it was', { at: '2020-01-01T00:00:00.000Z' }],
    ['its place in time', { loggedAt: '2020-01-01T00:00:00.000Z' }],
    ['what was done', { action: 'project.deleted' }],
    ['how it ended', { outcome: 'failure' }],
    ['its request', { requestId: 'other' }],
    ['its digests', { digests: {} }],
    ['its hash', { hash: '0'.repeat(64) }],
    ['what it follows', { prevHash: '0'.repeat(64) }],
  ])('%s', (_, change) => {
    expect(attacked((line) => ({ ...line, ...change }))).toMatchObject({ isIntact: false, brokenAt: 3 });
  });

  test.each(auditPartNames.filter((name) => ['actor', 'source', 'after'].includes(name)))('the part %s', (name) => {
    const changed = attacked((line) => ({ ...line, parts: { ...line.parts, [name]: saltedPart({ id: 'usr_x' }) } }));
    expect(changed).toEqual({ isIntact: false, brokenAt: 3, reason: `The part "${name}" of record 3 was changed.` });
    const removed = attacked((line) => ({ ...line, parts: { ...line.parts, [name]: undefined } }));
    expect(removed).toEqual({ isIntact: false, brokenAt: 3, reason: `The part "${name}" of record 3 is missing.` });
  });

  test('a part that was not there', () => {
    const added = attacked((line) => ({ ...line, parts: { ...line.parts, before: saltedPart({ name: 'x' }) } }));
    expect(added).toMatchObject({ brokenAt: 3, reason: 'The part "before" was added to record 3.' });
  });

  test('two parts for one another', () => {
    const { actor, source } = lineAt(chainOf(3), 2).parts;
    const swapped = attacked((line) => ({ ...line, parts: { ...line.parts, actor: source, source: actor } }));
    expect(swapped).toMatchObject({ isIntact: false, brokenAt: 3 });
  });

  test('only the salt', () => {
    const resalted = attacked((line) => {
      const { actor } = line.parts;
      if (!actor || 'isErased' in actor) throw new Error('The actor is there.');
      return { ...line, parts: { ...line.parts, actor: { ...actor, salt: 'x' } } };
    });
    expect(resalted).toMatchObject({ isIntact: false, brokenAt: 3 });
  });
});

test('a record that was changed together with its hash is betrayed by the next one', () => {
  const verdict = attacked((line) => {
    const changed = { ...line, action: 'project.deleted' };
    return { ...changed, hash: recordHash(changed) };
  });
  expect(verdict).toEqual({ isIntact: false, brokenAt: 4, reason: 'Record 4 does not follow the one before it.' });
});

test('the newest record, changed together with its hash, is betrayed by the head', () => {
  const lines = chainOf(5);
  const head = headOf(lines);
  const changed = { ...lineAt(lines, 4), action: 'project.deleted' };
  lines[4] = { ...changed, hash: recordHash(changed) };
  expect(verifyChain(lines, { start, head })).toMatchObject({ isIntact: false, brokenAt: 5 });
});

describe('the chain breaks when a record', () => {
  test.each([
    [1, 0],
    [3, 2],
    [4, 3],
  ])('%i is taken away', (seq, at) => {
    const lines = chainOf(5);
    const head = headOf(lines);
    lines.splice(at, 1);
    expect(verifyChain(lines, { start, head })).toEqual({
      ...{ isIntact: false, brokenAt: seq, reason: `Record ${seq} is missing.` },
    });
  });

  test('is taken away at the tail', () => {
    const lines = chainOf(5);
    expect(verifyChain(lines.slice(0, 3), { start, head: headOf(lines) })).toEqual({
      ...{ isIntact: false, brokenAt: 4, reason: 'Records after 3 are missing: the head is 5.' },
    });
  });

  test('changes places with its neighbour', () => {
    const lines = chainOf(5);
    const head = headOf(lines);
    [lines[2], lines[3]] = [lineAt(lines, 3), lineAt(lines, 2)];
    expect(verifyChain(lines, { start, head })).toMatchObject({ isIntact: false, brokenAt: 3 });
  });

  test('is there twice', () => {
    expect(attacked((line) => [line, line])).toMatchObject({ isIntact: false, brokenAt: 3 });
  });

  test.each([
    [3, 3],
    [4, 4],
  ])('is put in between as number %i', (seq, brokenAt) => {
    const verdict = attacked((line) => {
      const forged = { ...line, seq, prevHash: line.hash };
      return [line, { ...forged, hash: recordHash(forged) }];
    });
    expect(verdict).toMatchObject({ isIntact: false, brokenAt });
  });

  test('is put behind the head', () => {
    const lines = chainOf(6);
    const head = headOf(lines.slice(0, 5));
    expect(verifyChain(lines, { start, head })).toMatchObject({ isIntact: false, brokenAt: 6 });
  });
});

test('a forged head is found, and so is the chain of another organization', () => {
  const lines = chainOf(5);
  expect(verifyChain(lines, { start, head: { seq: 5, hash: '0'.repeat(64) } })).toMatchObject({ isIntact: false });
  expect(verifyChain(lines, { start: { seq: 1, prevHash: firstPrevHash('org_2') } })).toMatchObject({ brokenAt: 1 });
});

test('an erased part leaves the chain whole, and is counted', () => {
  const verdict = attacked((line) => ({
    ...line,
    parts: { ...line.parts, actor: { isErased: true }, source: { isErased: true } },
  }));
  expect(verdict).toEqual({ isIntact: true, erasedParts: 2 });
});

test('of a chain rewritten as a whole only an earlier head can tell', () => {
  const [before, rewritten] = [chainOf(5), chainOf(5)];
  expect(verifyChain(rewritten, { start, head: headOf(rewritten) })).toMatchObject({ isIntact: true });
  expect(verifyChain(rewritten, { start, head: headOf(before) })).toMatchObject({ isIntact: false });
});

/** The examples of RFC 8785 §3.2.3 and appendix B that JSON data can have. */
test.each([
  [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
  [
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 },
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
  ],
  [[333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], '[333333333.3333333,1e+30,4.5,0.002,1e-27]'],
  ['\u20ac$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'],
  [{ a: undefined, b: {} }, '{"b":{}}'],
])('the canonical form of %j', (value, text) => {
  expect(canonical(value)).toBe(text);
});
