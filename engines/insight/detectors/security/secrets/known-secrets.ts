import type { SecretFormat } from './format.ts';
import { secretFormats } from './formats.ts';
import type { Range } from './mask.ts';
import { isPlaceholder } from './placeholder.ts';

export interface KnownSecret {
  readonly format: SecretFormat;
  /** Where it is told of, which may be before it: `-----BEGIN …`. */
  readonly start: number;
  readonly secret: Range;
  /** False: it is written like one, but its checksum or its inside is wrong. */
  readonly isReal: boolean;
}

/** Secrets of known formats, in the order of the text; no two share a character. Takes time in proportion to the text. */
export function knownSecretsIn(text: string, formats = secretFormats): KnownSecret[] {
  const lower = text.toLowerCase();
  const found = formats
    .filter(({ marks }) => marks.some((mark) => lower.includes(mark)))
    .flatMap((format) => [...text.matchAll(format.pattern)].flatMap((match) => secretOf(format, match)));
  // The sort is stable, so that of two in one place the first of the table wins.
  found.sort((a, b) => a.start - b.start);
  let end = 0;
  return found.filter(({ start, secret }) => {
    if (start < end) return false;
    end = secret.end;
    return true;
  });
}

function secretOf(format: SecretFormat, match: RegExpExecArray): KnownSecret[] {
  const [all, ...groups] = match;
  const value = groups.find((group) => group !== undefined) ?? all;
  if (isPlaceholder(value) || format.isMeant?.(value) === false) return [];
  const start = match.index + all.lastIndexOf(value);
  return [
    {
      ...{ format, start: match.index, secret: { start, end: start + value.length } },
      isReal: format.isReal?.(value) ?? true,
    },
  ];
}
