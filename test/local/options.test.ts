import { expect, test } from 'vitest';
import { parseOptions } from '../../local/options.ts';

test('without arguments the platform listens on port 3000 of this machine alone', () => {
  expect(parseOptions([])).toEqual({
    port: 3000,
    host: '127.0.0.1',
    reset: false,
    watch: false,
    stateDirectory: '.odavl',
  });
});

test('every option is read', () => {
  const args = ['--port', '0', '--reset', '--watch', '--ready-file', 'f', '--aws-endpoint', 'http://127.0.0.1:4566'];
  expect(parseOptions(args)).toMatchObject({
    ...{ port: 0, reset: true, watch: true, readyFile: 'f', awsEndpoint: 'http://127.0.0.1:4566' },
  });
  expect(parseOptions(['-h'])).toBe('help');
});

test.each([
  [['--port', 'http'], '--port takes a number from 0 to 65535, not "http".'],
  [['--port', '70000'], '--port takes a number from 0 to 65535, not "70000".'],
  [['--aws-endpoint', 'localhost:4566'], '--aws-endpoint takes an http or https URL, not "localhost:4566".'],
  [['--prot', '1'], /Unknown option '--prot'/],
])('%j is refused with a sentence', (args, message) => {
  expect(() => parseOptions(args)).toThrow(message);
});
