import { describe, expect, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/runtime/detector.ts';
import { findingsIn } from '../../kit.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the runtime detector, of the language and of Node', () => {
  it('tells of deprecated APIs, however they are imported', () =>
    expectMarked(
      detector,
      `
import { parse as parseUrl } from 'url';
import * as util from 'node:util';
const { exists } = require('fs');
const crypto = require('crypto');
new Buffer('a'); //! deprecated-new-buffer
Buffer(10); //! deprecated-new-buffer
parseUrl(x); //! deprecated-url-parse
exists(x, done); //! deprecated-fs-exists
util.isArray(x); //! deprecated-util-is
util._extend({}, x); //! deprecated-util-extend
crypto.createCipher('aes192', key); //! deprecated-create-cipher
process.binding('fs'); //! deprecated-process-binding
escape(x); //! deprecated-escape
text.substr(1, 2); //! deprecated-substr
`,
    ));

  it('leaves what took their place alone, and what only has their names', () =>
    expectMarked(
      detector,
      `
import { existsSync } from 'node:fs';
import url from './url.js';
Buffer.from('a');
Buffer.alloc(10);
const old = Buffer.from ? Buffer.from(x) : new Buffer(x);
new URL(x);
existsSync(x);
url.parse(x);
Array.isArray(x);
text.substring(1, 2);
function f(Buffer, escape) { new Buffer(1); escape(x); }
`,
    ));

  it('tells of branches and code that never run', () =>
    expectMarked(
      detector,
      `
export function f(x) {
  if (false) a(); //! dead-branch
  if (!1) a(); //! dead-branch
  const b = 'a' === 'b' ? 1 : 2; //! dead-branch
  while (false) a(); //! dead-branch
  for (;;) { break; a(); } //! unreachable-code
  if (x) { return 1; } else { throw new Error('no'); }
  a(); //! unreachable-code
}
function g(x) {
  switch (x) {
    case 1: return 2; a(); //! unreachable-code
    case 3: break;
  }
}
`,
    ));

  it('leaves endless loops, switches to turn, and what is hoisted alone', () =>
    expectMarked(
      detector,
      `
const DEBUG = false;
export function f(x) {
  while (true) { if (x) break; }
  for (;;) { if (x) continue; a(); }
  do { a(); } while (false);
  if (DEBUG) a();
  if (__DEV__) a();
  if (x) { return; }
  return g();
  function g() { return 1; }
}
switch (x) { case 1: { break; } default: a(); }
`,
    ));

  it('tells of == by what is known of the types', async () => {
    const text = 'a == b; a != "x"; typeof a == "string"; 1 == "1"; a == null; undefined != a; a === b;';
    const findings = await findingsIn(detector, { 'src/a.ts': text });
    expect(
      findings.map(({ ruleId, column, severity, isByHand = false }) => ({ ruleId, column, severity, isByHand })),
    ).toEqual([
      { ruleId: 'loose-equality', column: 1, severity: 'low', isByHand: true },
      { ruleId: 'loose-equality', column: 9, severity: 'low', isByHand: true },
      { ruleId: 'loose-equality', column: 19, severity: 'info', isByHand: false },
      { ruleId: 'loose-equality', column: 41, severity: 'medium', isByHand: true },
    ]);
  });

  it('tells of var and debugger', () =>
    expectMarked(
      detector,
      `
export function f() { var a = 1; return a; } //! no-var
debugger; //! debugger
declare var b: string;
declare global { var c: string; }
let d = 1;
`,
    ));

  it('tells of console.log in production, and not where it is meant', async () => {
    await expectMarked(
      detector,
      `
console.log('here'); //! console-log
window.console.debug(x); //! console-log
console.error('broken');
console.warn('old');
if (process.env.NODE_ENV !== 'production') console.log('development');
verbose && console.log('more');
function printUsage() { console.log('usage'); }
function f(console) { console.log('not the one'); }
`,
    );
    for (const path of ['bin/a.ts', 'test/a.ts', 'src/logger.ts', 'src/cli.ts', 'a.config.ts', 'examples/a.ts'])
      await expectMarked(detector, "console.log('fine');", path);
    await expectMarked(detector, "import { program } from 'commander'; console.log('fine');");
    await expectMarked(detector, 'console.log(process.argv);');
  });

  it('has nothing to say of declarations, and reads a file with a syntax error', async () => {
    await expectMarked(detector, 'declare var a: string;', 'src/a.d.ts');
    await expectMarked(detector, 'const = ; {{{');
    await expectMarked(detector, '');
  });
});
