import type { Node } from 'oxc-parser';
import type { Syntax } from '../../../syntax/syntax.ts';
import { flowOf } from './flow.ts';
import { known, type Origin } from './origin.ts';

/**
 * Who chooses where an address leads. What comes after the host only chooses a page there, and what begins with one slash stays on the same
 * host. A base of which nothing is seen counts as the host.
 */
export function originOfAddress(address: Node, syntax: Syntax): Origin {
  const flow = flowOf(syntax);
  let before = '';
  for (const part of flow.partsOf(address)) {
    if ('text' in part) before += part.text;
    else if (before === '' || /^[a-z][a-z0-9+.-]{0,20}:\/\/[^/?#]{0,300}$/i.test(before)) {
      const isUserOrPort = before.endsWith(':') && !before.endsWith('://');
      return isUserOrPort ? known : flow.originOf(part.hole);
    } else return known;
  }
  return known;
}
