import { tsc } from '../../engines/insight/native/tsc.ts';
import { type Cost, measureRun } from './measured-run.ts';

export interface TscRun {
  readonly cost: Cost;
  readonly errors: number;
}

/** The compiler that Insight asks, too, started as a program: no Node before it. */
export async function runTsc(root: string): Promise<TscRun> {
  const { command, args } = tsc();
  const noEmit = [...args, '--noEmit', '--pretty', 'false'];
  const { stdout, ...cost } = await measureRun({ command, args: noEmit, cwd: root, goodExits: [0, 1, 2] });
  return { cost, errors: stdout.match(/^\S.*\berror TS\d+:/gm)?.length ?? 0 };
}
