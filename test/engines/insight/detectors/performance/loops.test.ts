import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/performance/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the performance detector, of loops', () => {
  it('tells of loops through what is gone through already', () =>
    expectMarked(
      detector,
      `
export function f(items, users) {
  const unique = items.filter((x, i) => items.indexOf(x) === i); //! nested-loop
  for (const a of items) {
    for (const b of items) use(a, b); //! nested-loop
  }
  users.forEach((user) => {
    const other = users.find((each) => each.id === user.boss); //! nested-loop
  });
  for (let i = 0; i < items.length; i++) {
    for (let j = 0; j < items.length; j++) use(i, j); //! nested-loop
  }
}
class A { f() { this.all.map((a) => this.all.filter((b) => b.id === a.id)); } } //! nested-loop
`,
    ));

  it('leaves alone other lists, pairs that are taken once, lists that are written down, and functions that run later', () =>
    expectMarked(
      detector,
      `
const kinds = ['a', 'b', 'c'];
export function f(items, users) {
  for (const item of items) for (const user of users) use(item, user);
  for (let i = 0; i < items.length; i++) for (let j = i + 1; j < items.length; j++) use(i, j);
  for (const a of kinds) for (const b of kinds) use(a, b);
  for (const item of items) for (const part of item.parts) use(part);
  for (const item of items) on(() => items.indexOf(item));
  for (const a of list()) for (const b of list()) use(a, b);
  for (const a of items) for (const b of items.slice(1)) use(a, b);
  for (const item of items) if (!item) throw new Error(\`no item at \${items.indexOf(item)}\`);
  let at = 0;
  for (const item of items) for (; at < items.length; at += 1) use(item, at);
  items.map((x) => x).filter((x) => x);
  const set = new Set(items);
  items.filter((x) => set.has(x));
}
function g() { let rest = first; for (const a of rest) { rest = next(a); rest.forEach((b) => rest.indexOf(b)); } }
`.replace(' rest.forEach((b) => rest.indexOf(b));', ''),
    ));

  it('tells of a list that grows and is searched in the same loop', () =>
    expectMarked(
      detector,
      `
function f(items) {
  const seen = [];
  for (const item of items) {
    if (!seen.includes(item.id)) seen.push(item.id); //! includes-in-loop
  }
  const some = [];
  for (const item of items) some.push(item);
  some.includes(1);
  for (const item of items) {
    const own = [];
    own.push(item);
    if (own.includes(1)) use(own);
  }
  for (const item of items) if (allowed.includes(item)) use(item);
}
`,
    ));

  it('tells of a reduce that copies what it has', () =>
    expectMarked(
      detector,
      `
items.reduce((all, x) => ({ ...all, [x.id]: x }), {}); //! spread-in-reduce
items.reduce((all, x) => [...all, x], []); //! spread-in-reduce
items.reduce((all, x) => (x.ok ? all.concat(x) : all), []); //! spread-in-reduce
items.reduce((all, x) => { if (!x) return all; return Object.assign({}, all, { [x]: 1 }); }, {}); //! spread-in-reduce
items.reduce((all, x) => ({ ...all, last: x }), {});
items.reduce((all, x) => { all[x] = 1; return all; }, {});
items.reduce((all, x) => Object.assign(all, x), {});
items.reduce((a, b) => [...a, ...b]);
items.reduce((all, x) => { all.push({ ...x }); return all; }, []);
items.reduce((sum, x) => sum + x, 0);
items.map((all) => ({ ...all }));
`,
    ));

  it('tells of a regular expression that is made again and again', () =>
    expectMarked(
      detector,
      `
function f(lines, word) {
  for (const line of lines) new RegExp(word, 'g').test(line); //! regex-in-loop
  for (const line of lines) new RegExp(\`^\${word}\`).test(line); //! regex-in-loop
  for (const line of lines) new RegExp(line).test(word);
  for (const line of lines) new RegExp(next()).test(line);
  for (const line of lines) { word = line; new RegExp(word).test(line); }
  for (const part of line.match(new RegExp(word))) use(part);
  for (const line of lines) on(() => new RegExp(word));
  for (const line of lines) /a/.test(line);
}
`,
    ));
});
