/** Node APIs that should not be called any more. The first of the names is for messages. */
export interface DeprecatedApi {
  readonly id: string;
  /** As `Syntax.nameOf` gives it: what is called, or made with `new`. */
  readonly names: readonly string[];
  readonly instead: string;
  readonly severity: 'medium' | 'low' | 'info';
}

const utilTypes = [
  ...['Array', 'Boolean', 'Buffer', 'Date', 'Error', 'Function', 'Null', 'NullOrUndefined', 'Number', 'Object'],
  ...['Primitive', 'RegExp', 'String', 'Symbol', 'Undefined'],
];

export const deprecatedApis: readonly DeprecatedApi[] = [
  {
    id: 'deprecated-new-buffer',
    names: ['Buffer', 'buffer.Buffer', 'buffer.SlowBuffer'],
    instead: '`Buffer.from(value)`, or `Buffer.alloc(size)` for a number',
    severity: 'medium',
  },
  {
    id: 'deprecated-create-cipher',
    names: ['crypto.createCipher', 'crypto.createDecipher'],
    instead: '`crypto.createCipheriv` with a key from `scrypt` and a random iv',
    severity: 'medium',
  },
  ...[
    { id: 'deprecated-url-parse', names: ['url.parse'], instead: '`new URL(text)`' },
    { id: 'deprecated-url-resolve', names: ['url.resolve'], instead: '`new URL(path, base).href`' },
    { id: 'deprecated-fs-exists', names: ['fs.exists'], instead: '`fs.access`, or `fs.existsSync`' },
    {
      id: 'deprecated-util-is',
      names: utilTypes.map((type) => `util.is${type}`),
      instead: '`Array.isArray`, `typeof`, `instanceof` or `util.types`',
    },
    { id: 'deprecated-util-extend', names: ['util._extend'], instead: '`Object.assign`' },
    {
      id: 'deprecated-util-log',
      names: ['util.log', 'util.print', 'util.puts'],
      instead: '`console.log`',
    },
    {
      id: 'deprecated-process-binding',
      names: ['process.binding'],
      instead: 'the public API of Node',
    },
    {
      id: 'deprecated-domain',
      names: ['domain.create', 'domain.createDomain'],
      instead: '`AsyncLocalStorage`, and errors that are handled where they arise',
    },
    { id: 'deprecated-os-tmpdir', names: ['os.tmpDir'], instead: '`os.tmpdir()`' },
    {
      id: 'deprecated-secure-pair',
      names: ['tls.createSecurePair', 'crypto.createCredentials'],
      instead: '`new tls.TLSSocket`',
    },
    {
      id: 'deprecated-punycode',
      names: ['punycode.toASCII', 'punycode.toUnicode', 'punycode.encode', 'punycode.decode'],
      instead: '`url.domainToASCII`, or the package `punycode/`',
    },
    { id: 'deprecated-escape', names: ['escape', 'unescape'], instead: '`encodeURIComponent`' },
  ].map((api) => ({ ...api, severity: 'low' as const })),
];
