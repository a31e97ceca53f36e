import { parseSync } from 'oxc-parser';
import { languageOf } from '../../insight/source/language.ts';
import { jsonTreeOf } from './json-edit/json-tree.ts';
import { isTooDeep } from './nesting.ts';

/** Files above this are not a person's. */
const maxCharacters = 1_024 ** 2;

/** Why nobody should even try to parse a file; cheap to ask. */
export function sizeObstacleIn(text: string): string | undefined {
  if (text.length > maxCharacters) return 'It is larger than a person would write.';
  if (isTooDeep(text)) return 'Its brackets stand deeper in each other than a person would write.';
  return undefined;
}

/** Why a file cannot be parsed; undefined for one that can, and for one that is neither a program nor JSON. */
export function syntaxObstacleIn(path: string, text: string): string | undefined {
  const tooLarge = sizeObstacleIn(text);
  if (tooLarge) return tooLarge;
  const language = languageOf(path);
  if (language) {
    const { errors } = parseSync(path, text, { lang: language === 'js' ? 'jsx' : language });
    return errors[0] && `It does not parse: ${errors[0].message}`;
  }
  if (/\.jsonc?$/.test(path) && !jsonTreeOf(text)) return 'It is not JSON.';
  return undefined;
}
