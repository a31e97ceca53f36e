import type { Indices } from './largest-avoiding.ts';
import type { Probe } from './probe.ts';

/**
 * A part of a red set that is red, and of which no part is: QuickXplain (Junker 2004), by halves, with about
 * 2 k log2(n / k) observations for a core of k among n.
 * @throws BudgetExhausted
 */
export async function minimalCore(probe: Probe, red: Indices): Promise<Indices> {
  const narrow = async (background: Indices, hasGrown: boolean, set: Indices): Promise<Indices> => {
    if (hasGrown && !(await probe.isGreen(background))) return [];
    if (set.length <= 1) return set;
    const middle = set.length >> 1;
    const [first, second] = [set.slice(0, middle), set.slice(middle)];
    const inSecond = await narrow(union(background, first), true, second);
    const inFirst = await narrow(union(background, inSecond), inSecond.length > 0, first);
    return union(inFirst, inSecond);
  };
  return narrow([], false, red);
}

const union = (a: Indices, b: Indices): Indices => [...a, ...b].toSorted((one, other) => one - other);
