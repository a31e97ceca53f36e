/** How deep brackets may stand in each other. Parsers are written with recursion, and a native one that runs out of stack ends the process. */
const deepest = 400;

/** True of a text that nobody wrote by hand. Knows nothing of strings and comments, so it may err on this side. */
export function isTooDeep(text: string): boolean {
  let brackets = 0;
  let angles = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isOpening(code)) brackets += 1;
    else if (isClosing(code)) brackets = Math.max(0, brackets - 1);
    else if (code === less) angles += 1;
    else if (code === greater) angles = Math.max(0, angles - 1);
    // Type arguments never hold one, while comparisons are ended by it.
    else if (code === semicolon) angles = 0;
    if (brackets + angles > deepest) return true;
  }
  return false;
}

const [less, greater, semicolon] = [0x3c, 0x3e, 0x3b];
const isOpening = (code: number) => code === 0x28 || code === 0x5b || code === 0x7b;
const isClosing = (code: number) => code === 0x29 || code === 0x5d || code === 0x7d;
