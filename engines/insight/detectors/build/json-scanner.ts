export class JsonSyntaxError extends Error {
  override name = 'JsonSyntaxError';
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

const scalarPattern = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const spacePattern = /[ \t\r\n]+/y;
const commentPattern = /\/\/[^\r\n]*|\/\*/y;

/** Goes through a text token by token. */
export class JsonScanner {
  position = 0;
  readonly #text: string;
  readonly #hasComments: boolean;

  /** With comments, a comma may also stand after the last of a list. */
  constructor(text: string, hasComments: boolean) {
    this.#text = text;
    this.#hasComments = hasComments;
  }

  skipSpace(): void {
    do this.#match(spacePattern);
    while (this.#skipComment());
  }

  take(character: string): boolean {
    if (this.#text[this.position] !== character) return false;
    this.position += 1;
    return true;
  }

  expect(character: string, what: string): void {
    if (!this.take(character)) this.#fail(what);
  }

  expectEnd(): void {
    this.skipSpace();
    if (this.position < this.#text.length) this.#fail('the end of the file');
  }

  string(what: string): string {
    if (this.#text[this.position] !== '"') this.#fail(what);
    const begun = this.position;
    const literal = this.#text.slice(begun, this.#endOfString());
    try {
      const value = String(JSON.parse(literal));
      this.position += literal.length;
      return value;
    } catch {
      throw new JsonSyntaxError(begun, 'Here is a text with a control character, or with an escape that JSON has not.');
    }
  }

  scalar(): unknown {
    if (this.#text[this.position] === '"') return this.string('the end of the text in double quotes');
    const literal = this.#match(scalarPattern);
    return literal === undefined ? this.#fail('a value') : JSON.parse(literal);
  }

  /** All up to the end of a list, whose beginning was taken. */
  list(end: '}' | ']', takeOne: () => void): void {
    for (let isFirst = true; ; isFirst = false) {
      this.skipSpace();
      if (isFirst && this.take(end)) return;
      takeOne();
      this.skipSpace();
      if (this.take(end)) return;
      this.expect(',', `a comma or \`${end}\``);
      this.skipSpace();
      if (this.#hasComments && this.take(end)) return;
    }
  }

  /** By hand, because a text may be longer than a regular expression can take. */
  #endOfString(): number {
    for (let at = this.position + 1; at < this.#text.length; at += 1) {
      const character = this.#text[at];
      if (character === '"') return at + 1;
      if (character === '\\') at += 1;
      if (character === '\n') break;
    }
    throw new JsonSyntaxError(this.position, 'A text does not end on its line.');
  }

  #skipComment(): boolean {
    if (!this.#hasComments) return false;
    const begun = this.position;
    const begin = this.#match(commentPattern);
    if (begin === undefined) return false;
    if (!begin.startsWith('/*')) return true;
    const end = this.#text.indexOf('*/', this.position);
    if (end < 0) throw new JsonSyntaxError(begun, 'A comment does not end.');
    this.position = end + 2;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  #fail(expected: string): never {
    const found = this.#text[this.position];
    const there = found === undefined ? 'the file ends' : `there is ${JSON.stringify(found)}`;
    throw new JsonSyntaxError(this.position, `Here ${there} where ${expected} is expected.`);
  }
}
