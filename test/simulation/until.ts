import { setTimeout as wait } from 'node:timers/promises';

/** The first answer that is not undefined; asks for 20 s of real time. */
export async function until<T>(what: string, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Waited 20 s for ${what}.`);
    await wait(100);
  }
}
