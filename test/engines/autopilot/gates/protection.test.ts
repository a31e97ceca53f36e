import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { protectionOf } from '../../../../engines/autopilot/gates/protection.ts';
import { defaultSettings } from '../../../../engines/autopilot/gates/settings.ts';

const { isProtected, whyProtected } = protectionOf(defaultSettings.protected);

describe('protected is, whatever the globs say, a path that is not plain:', () => {
  const { isProtected: isOdd } = protectionOf([]);
  test.each([
    ['nothing', ''],
    ['an absolute one', '/src/a.ts'],
    ['one of a home', '~/a.ts'],
    ['one that goes up', '../src/a.ts'],
    ['one that goes up within', 'src/../package.json'],
    ['one that stays', './package.json'],
    ['one with two slashes', 'src//a.ts'],
    ['one that ends with a slash', 'src/'],
    ['one with backslashes', 'src\\a.ts'],
    ['one with a drive', 'C:/src/a.ts'],
    ['one with a stream', 'package.json::$DATA'],
    ['one that ends with a dot', 'package.json.'],
    ['one that ends with a space', 'package.json '],
    ['a folder that ends with a dot', 'auth./login.ts'],
    ['a name that begins with a space', 'src/ a.ts'],
    ['the short form of a name', 'PACKAG~1.JSO'],
    ['a character that is not seen', 'package\u200c.json'],
    ['a direction of writing', 'src/\u202eab.ts'],
    ['a soft hyphen', 'pack\u00adage.json'],
    ['a NUL', 'src/a.ts\0.json'],
    ['half a surrogate', 'src/\ud800.ts'],
    ['a full-width slash', 'auth\uff0flogin.ts'],
    ['a one-dot leader', 'package\u2024json'],
    ['one that is too long', `${'a/'.repeat(600)}b.ts`],
  ])('%s', (_, path) => expect(isOdd(path)).toBe(true));
});

describe('protected by the built-in globs is', () => {
  test.each([
    'security/a.ts',
    'auth/deep/er/login.ts',
    'packages/api/auth/login.ts',
    'public-api/index.ts',
    'src/a.test.ts',
    'a.spec.js',
    'src/.a.test.ts',
    'db/migrations/1.ts',
    'migrations/1.ts',
    'apps/web/prisma/schema.prisma',
    'package.json',
    'packages/a/package.json',
    'tsconfig.json',
    '.odavl/gates.yml',
    '.git/config',
    'Package.JSON',
    'AUTH/login.ts',
    'ſecurity/a.ts',
    'mıgrations/1.ts',
    'pac\u212aage.json',
    'ｐａｃｋａｇｅ.json',
  ])('%s', (path) => expect(whyProtected(path)).toMatch(/^It fits the protected glob/));
});

test.each([
  'src/a.ts',
  'src/author.ts',
  'authentic.ts',
  'src/testing.ts',
  'package-lock.json',
  'app/[id]/(a)/page.tsx',
  'src/café.ts',
  'src/.eslintrc.js',
])('%s may be changed', (path) => expect(whyProtected(path)).toBeUndefined());

test('a name fits its glob however its characters are composed', () => {
  for (const glob of ['caf\u00e9/**', 'cafe\u0301/**']) {
    const protection = protectionOf([glob]);
    for (const path of ['caf\u00e9/a.ts', 'cafe\u0301/a.ts', 'CAFE\u0301/a.ts']) {
      expect(protection.isProtected(path)).toBe(true);
    }
  }
});

test('of a path that is protected, every spelling in another case is protected, too', () => {
  const path = fc.constantFrom(...['auth/login.ts', 'src/a.test.ts', 'db/migrations/1.sql', 'a/package.json']);
  const cased = path.chain((text) =>
    fc
      .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
      .map((ups) => [...text].map((letter, at) => (ups[at] ? letter.toUpperCase() : letter)).join('')),
  );
  fc.assert(fc.property(cased, isProtected));
});

test('more globs never protect less', () => {
  const path = fc.stringMatching(/^[ab./]{1,8}$/);
  const globs = fc.array(fc.stringMatching(/^[ab*?]{1,3}(\/[ab*?]{1,3})?$/), { maxLength: 3 });
  fc.assert(
    fc.property(path, globs, globs, (text, some, more) => {
      fc.pre(protectionOf(some).isProtected(text));
      expect(protectionOf([...some, ...more]).isProtected(text)).toBe(true);
    }),
  );
});
