import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts the time of processes in hundredths of a second, whatever its own clock. */
const ticksPerSecond = 100;

/** A process and all below it, as /proc tells of them each time that it is asked; so on Linux, and it throws elsewhere. */
export class ProcessTree {
  readonly #root: number;
  #peakMb = 0;
  #cpuSeconds = 0;

  constructor(root: number) {
    readFileSync('/proc/self/stat');
    this.#root = root;
  }

  /** The most that the peaks of the processes of one sample came to. */
  get peakMb(): number {
    return this.#peakMb;
  }

  /** Of all, also of those that have ended: their time is that of the one that waited for them. */
  get cpuSeconds(): number {
    return this.#cpuSeconds;
  }

  sample(): void {
    let peakMb = 0;
    let cpuSeconds = 0;
    const living = [this.#root];
    for (const pid of living) {
      peakMb += peakOf(pid);
      cpuSeconds += cpuOf(pid);
      living.push(...childrenOf(pid));
    }
    this.#peakMb = Math.max(this.#peakMb, peakMb);
    this.#cpuSeconds = Math.max(this.#cpuSeconds, cpuSeconds);
  }
}

function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) / 1_024;
}

function cpuOf(pid: number): number {
  // After the name in brackets: state, parent and nine more; then user and system time, its own and that of its ended children.
  const fields = readProc(`${pid}/stat`).split(') ').at(-1)?.split(' ').slice(11, 15) ?? [];
  return fields.reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

/** Each thread has those that it started. */
function childrenOf(pid: number): number[] {
  const threads = unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? [];
  return threads.flatMap((thread) =>
    readProc(`${pid}/task/${thread}/children`)
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

const readProc = (path: string) => unlessGone(() => readFileSync(`/proc/${path}`, 'latin1')) ?? '';

/** A process may end while it is looked at. */
function unlessGone<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(?:ENOENT|ESRCH)$/.test(String(error.code))) return undefined;
    throw error;
  }
}
