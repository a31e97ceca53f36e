import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/runtime/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the runtime detector, of leaks', () => {
  it('tells of what is opened and never closed', () =>
    expectMarked(
      detector,
      `
import fs, { openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Pool } from 'pg';
const pool = new Pool();
export async function f() {
  const out = fs.createWriteStream('a'); //! unclosed-resource
  out.write('x');
  const fd = openSync('b', 'r'); //! unclosed-resource
  fs.readSync(fd, buffer);
  const handle = await open('c'); //! unclosed-resource
  await handle.stat();
  const client = await pool.connect(); //! unclosed-resource
  await client.query('select 1');
}
`,
    ));

  it('leaves alone what is closed, passed on, kept, or lives as long as the program', () =>
    expectMarked(
      detector,
      `
import fs, { openSync, closeSync } from 'node:fs';
import { open } from 'node:fs/promises';
const log = fs.createWriteStream('log');
export async function f() {
  const a = fs.createWriteStream('a');
  a.end('x');
  const b = fs.createWriteStream('b');
  source.pipe(b);
  const c = openSync('c', 'r');
  try { fs.readSync(c, buffer); } finally { closeSync(c); }
  await using d = await open('d');
  const e = await open('e');
  try { await e.stat(); } finally { await e?.close(); }
  const g = fs.createReadStream('g');
  g.on('data', use);
  const h = fs.createWriteStream('h');
  this.out = h;
  const i = await open('i');
  stack.defer(i.close);
  return fs.createWriteStream('j');
}
`,
    ));

  it('tells of effects of React that leave something behind', () =>
    expectMarked(
      detector,
      `
import React, { useEffect } from 'react';
export function A({ store }) {
  useEffect(() => {
    window.addEventListener('resize', on); //! effect-without-cleanup
  }, []);
  React.useLayoutEffect(() => {
    const timer = setInterval(tick, 1000); //! effect-without-cleanup
  }, []);
  useEffect(() => { store.subscribe(on); }, []); //! effect-without-cleanup
  useEffect(() => {
    window.addEventListener('resize', on);
    return () => window.removeEventListener('resize', on);
  }, []);
  useEffect(() => store.subscribe(on), [store]);
  useEffect(() => { window.addEventListener('load', on, { once: true }); }, []);
  useEffect(() => { const image = new Image(); image.addEventListener('load', on); }, []);
  useEffect(() => { button.onclick = () => { window.addEventListener('x', on); }; }, []);
  return <b />;
}
function useEffectOnce(useEffect) { useEffect(() => { setInterval(tick, 1); clearInterval(x); }); } //! interval-never-cleared
`,
      'src/a.tsx',
    ));

  it('tells of listeners of components that no method removes', () =>
    expectMarked(
      detector,
      `
class A { componentDidMount() { window.addEventListener('resize', this.on); } } //! listener-never-removed
class B extends HTMLElement { connectedCallback() { document.addEventListener('click', this.on); } } //! listener-never-removed
class C {
  componentDidMount() { window.addEventListener('resize', this.on); }
  componentWillUnmount() { window.removeEventListener('resize', this.on); }
}
class D { connectedCallback() { this.addEventListener('click', this.on); } }
class E { ngOnInit() { window.addEventListener('x', this.on, { signal: this.signal }); } }
class F { install() { window.addEventListener('x', this.on); } }
`,
    ));

  it('tells of intervals that nothing can end', async () => {
    await expectMarked(
      detector,
      `
setInterval(refresh, 60_000); //! interval-never-cleared
class A { timer; start() { this.timer = setInterval(refresh, 1); } } //! interval-never-cleared
function poll() { const timer = setInterval(refresh, 1); } //! interval-never-cleared
`,
    );
    await expectMarked(
      detector,
      `
import { setInterval as every } from 'node:timers/promises';
setInterval(refresh, 60_000).unref();
class A { timer; start() { this.timer = setInterval(refresh, 1); } stop() { clearInterval(this.timer); } }
function poll() { const timer = setInterval(refresh, 1); return () => clearInterval(timer); }
function made() { return setInterval(refresh, 1); }
for await (const _ of every(10)) {}
`,
    );
    await expectMarked(detector, 'setInterval(draw, 100);', 'scripts/watch.ts');
  });
});
