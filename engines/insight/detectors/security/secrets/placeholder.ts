/** Words of those who write documentation. As part of a random token they are next to impossible. */
const words =
  /example|change[-_ ]?me|change[-_ ]?this|replace|placeholder|redacted|dummy|sample|foobar|lorem|insert|your[-_ ]|my[-_]?(?:secret|token|key|pass)|<[^>]{0,80}>|\[[A-Za-z][^\]]{0,60}\]|not[-_ ]?(?:a|real)|fake|mock|xxxx|\*\*\*|\.\.\.|…|qwerty|todo|s3cr3t|super[-_ ]?secret|deadbeef|0123456|1234567|7654321|abcdef[g0]|test[-_]?(?:key|token|secret|pass)|(?:key|token|secret|pass)[-_]?test|secret[-_]?(?:key|token|value|here)/i;

/** What is filled in later: `${X}`, `$X`, `{{ x }}`, `%X%`, `process.env.X`, `#{x}`, `!Ref x`, `@secret`. */
const variables = /\$\{|\$\(|^\$\w|\{\{|^%\w+%$|process\.env|import\.meta|#\{|<%|^!|^@|secretsmanager|secrets?\./i;

/** Values that everybody has, e.g. the key of the Azure storage emulator, by the beginning. */
const published = ['Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq', 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'];

/** A longer one is a key in base 64, which may have any word in it, and runs of `A` by its format. */
const longestPlaceholder = 300;

/** Whether the author shows where a secret goes, instead of one. */
export function isPlaceholder(secret: string): boolean {
  if (secret.length > longestPlaceholder) return false;
  if (words.test(secret) || variables.test(secret)) return true;
  if (published.some((known) => secret.includes(known))) return true;
  const distinct = new Set(secret).size;
  if (secret.length >= 16 && distinct < 6) return true;
  return /(.)\1{5}/.test(secret) || hasSequence(secret);
}

const longestSequence = 7;

/** `abcdefgh`, `98765432`: neighbours in the order of characters. */
function hasSequence(text: string): boolean {
  let up = 1;
  let down = 1;
  for (let at = 1; at < text.length; at += 1) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    up = step === 1 ? up + 1 : 1;
    down = step === -1 ? down + 1 : 1;
    if (up >= longestSequence || down >= longestSequence) return true;
  }
  return false;
}
