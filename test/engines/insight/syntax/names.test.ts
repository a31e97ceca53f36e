import { describe, expect, it } from 'vitest';
import { syntaxOfText } from './syntax-of-text.ts';

const calleesOf = (text: string) => {
  const syntax = syntaxOfText(text);
  return syntax.ofType('CallExpression', 'NewExpression').map(({ callee }) => syntax.nameOf(callee));
};
const lastCallee = (text: string) => {
  const syntax = syntaxOfText(text);
  const last = syntax.ofType('CallExpression').at(-1);
  return last && syntax.nameOf(last.callee);
};

describe('names', () => {
  it.each([
    [`import fs from 'node:fs'; fs.readFileSync(x);`, 'fs.readFileSync'],
    [`import * as fs from 'fs'; fs['readFileSync'](x);`, 'fs.readFileSync'],
    [`import { readFileSync as r } from 'node:fs'; r(x);`, 'fs.readFileSync'],
    [`import { open } from 'node:fs/promises'; open(x);`, 'fs.promises.open'],
    [`import { promises as p } from 'fs'; p.open(x);`, 'fs.promises.open'],
    [`import cp = require('child_process'); cp.exec(x);`, 'child_process.exec'],
    [`import { default as axios } from 'axios'; axios.get(x);`, 'axios.get'],
    [`const { data: { load: l } } = require('x'); const m = l; m(y);`, 'x.data.load'],
    [`async function f() { const { exec } = await import('node:child_process'); exec(x); }`, 'child_process.exec'],
    [`globalThis.fetch(x);`, 'fetch'],
    [`window?.localStorage!.getItem(x);`, 'localStorage.getItem'],
    [`function f(a = (JSON as any).parse(x)) {}`, 'JSON.parse'],
  ])('of %s', (text, name) => {
    expect(lastCallee(text)).toBe(name);
  });

  it('follow what a call or new gives', () => {
    expect(calleesOf(`const { exec } = require('child_process'); exec('ls');`)).toEqual([
      'require',
      'child_process.exec',
    ]);
    expect(calleesOf(`import express from 'express'; const app = express(); app.get('/', f);`)).toEqual([
      'express',
      'express().get',
    ]);
    expect(calleesOf(`import { Pool } from 'pg'; const pool = new Pool(); pool.query(x);`)).toEqual([
      'pg.Pool().query',
      'pg.Pool',
    ]);
  });

  it.each([
    [`function fetch() {} fetch(x);`],
    [`function f(fetch) { fetch(x); }`],
    [`let fs = require('fs'); fs = other; fs.readFileSync(x);`],
    [`const { a = b } = require('x'); a(x);`],
    [`this.fetch(x);`],
    [`const a = a.b; a(x);`],
    [`const fs = require('fs'); fs[x]();`],
  ])('are undefined for %s', (text) => {
    expect(lastCallee(text)).toBeUndefined();
  });

  it('are found in linear time in a chain of ten thousand calls', () => {
    expect(lastCallee(`a${'.b()'.repeat(10_000)}`)).toBe('a.b');
  });
});
