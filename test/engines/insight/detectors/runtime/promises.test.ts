import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/runtime/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the runtime detector, of promises', () => {
  it('tells of those that nobody waits for', () =>
    expectMarked(
      detector,
      `
import { rm } from 'node:fs/promises';
async function save(x: string) { await rm(x); }
const load = async () => await rm('b');
export function f(p: Promise<string>) {
  save('a'); //! floating-promise
  load(); //! floating-promise
  rm('c'); //! floating-promise
  p.then((x) => save(x)); //! floating-promise
  p.then(load).finally(() => {}); //! floating-promise
  if (p) p && save('d'); //! floating-promise
  Promise.all([save('e')]); //! floating-promise
  new Promise((done) => done(1)); //! floating-promise
  (async () => { await save('f'); })(); //! floating-promise
}
class A {
  async read() { await rm('g'); }
  start() { this.read(); } //! floating-promise
}
save('at the top'); //! floating-promise
`,
    ));

  it('leaves those alone that are awaited, returned, caught, passed on or given up on purpose', () =>
    expectMarked(
      detector,
      `
import { rm } from 'node:fs/promises';
async function save(x: string) { await rm(x); }
async function careful() { try { await save('a'); } catch (error) { report(error); } }
async function calm() { await save('a').catch(report); }
async function* many() { yield 1; }
export async function f(p: Promise<string>) {
  await save('a');
  void save('b');
  save('c').catch(report);
  p.then((x) => x, report);
  p.catch(report).then(() => {});
  await Promise.all([save('d'), save('e')]);
  careful();
  calm();
  many();
  const later = save('f');
  list.push(save('g'));
  x = p.then(() => 1);
  Promise.allSettled([p]).then(() => {});
  Promise.resolve().then(() => tick());
  other();
  builder.then;
  return save('h');
}
function shadow(save: () => void) { save(); }
const arrow = () => save('i');
class A { static read() {} async read() {} go() { function inner(this: any) { this.read(); } } }
`,
    ));

  it('takes the last call of a script, and what a runner of tests queues, for fine', async () => {
    await expectMarked(detector, `async function main() { await x; }\nmain();`, 'bin/run.ts');
    await expectMarked(detector, `cy.get('a').then((b) => b);`, 'src/commands.ts');
  });

  it('tells of a promise that leaves its try too early', () =>
    expectMarked(
      detector,
      `
async function save() { await x; }
export async function f() {
  try { return save(); } catch (error) { report(error); } //! missing-await-in-try
}
export async function g() {
  try { return await save(); } catch (error) { report(error); }
}
export async function h() {
  try { a(); } catch (error) { return save(); }
}
export async function i() {
  try { return save(); } finally { close(); }
}
export async function j() {
  try { return save().catch(report); } catch (error) { report(error); }
}
export function k() {
  try { return save(); } catch (error) { report(error); }
}
export async function l() {
  try { return items.map(() => { return save(); }); } catch (error) { report(error); }
}
`,
    ));

  it('tells of forEach and new Promise with an async function', () =>
    expectMarked(
      detector,
      `
const send = async (x) => { await y(x); };
items.forEach(async (item) => { await z(item); }); //! async-foreach
items.forEach(send); //! async-foreach
const a = new Promise(async (resolve) => { resolve(await b()); }); //! async-promise-executor
items.forEach((item) => { void send(item); });
items.forEach(async () => {});
await Promise.all(items.map(async (item) => { await z(item); }));
const c = new Promise((resolve) => { setTimeout(resolve, 1); });
function f(Promise) { return new Promise(async () => { await b(); }); }
`,
    ));
});
