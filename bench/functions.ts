import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { FunctionDefinition } from '../local/lambda/definition.ts';

const Measurement = z.object({
  importMs: z.number(),
  firstMs: z.number().optional(),
  warmMs: z.number().optional(),
  cpuMs: z.number().optional(),
});
type Measurement = z.output<typeof Measurement>;

export interface FunctionFigures {
  readonly name: string;
  /** Cold import over that of an empty handler in the same run, medians. */
  readonly importOverEmptyMs: number;
  readonly importMs: number;
  readonly firstReplyMs?: number;
  readonly warmMs?: number;
  readonly cpuMs?: number;
  /** JavaScript in the asset, without source maps and packages. */
  readonly bundleKb: number;
  readonly memoryMb: number;
}

export interface Subject {
  readonly name: string;
  readonly fn: FunctionDefinition;
  readonly environment: Readonly<Record<string, string>>;
  /** An event that may be handled any number of times. */
  readonly event?: unknown;
}

const runs = 7;
const warmCalls = 300;

/** Cold and warm figures of every function. The empty handler is measured in turn with them, so that drift hits both. */
export async function measureFunctions(
  subjects: readonly Subject[],
): Promise<{ emptyMs: number; figures: FunctionFigures[] }> {
  const empty = mkdtempSync(join(tmpdir(), 'odavl-empty-'));
  writeFileSync(join(empty, 'index.mjs'), 'export const handler = async () => ({});');
  const emptyRuns: number[] = [];
  const measured: { subject: Subject; cold: Measurement[]; warm: Measurement | undefined }[] = [];
  for (const subject of subjects) {
    const { assetPath } = subject.fn;
    const cold: Measurement[] = [];
    for (let run = 0; run < runs; run += 1) {
      emptyRuns.push((await measure(empty, {})).importMs);
      cold.push(await measure(assetPath, subject.environment, subject.event));
    }
    const hasEvent = subject.event !== undefined;
    const warm = hasEvent ? await measure(assetPath, subject.environment, subject.event, warmCalls) : undefined;
    measured.push({ subject, cold, warm });
  }
  const emptyMs = median(emptyRuns);
  return { emptyMs, figures: measured.map(({ subject, cold, warm }) => toFigures(subject, cold, warm, emptyMs)) };
}

function toFigures(
  subject: Subject,
  cold: Measurement[],
  warm: Measurement | undefined,
  emptyMs: number,
): FunctionFigures {
  const importMs = median(cold.map((run) => run.importMs));
  const first = cold.flatMap((run) => run.firstMs ?? []);
  return {
    name: subject.name,
    importMs,
    importOverEmptyMs: importMs - emptyMs,
    ...(first.length > 0 && { firstReplyMs: median(first) }),
    ...(warm?.warmMs !== undefined && { warmMs: warm.warmMs }),
    ...(warm?.cpuMs !== undefined && { cpuMs: warm.cpuMs }),
    bundleKb: bundleBytes(subject.fn.assetPath) / 1_024,
    memoryMb: subject.fn.memoryMb,
  };
}

const run = promisify(execFile);

/** Not synchronously: the AWS services that the function calls run in this very process. */
async function measure(
  folder: string,
  environment: Readonly<Record<string, string>>,
  event?: unknown,
  calls = 0,
): Promise<Measurement> {
  const args = ['bench/measure-function.ts', folder, event === undefined ? '' : JSON.stringify(event), String(calls)];
  const { stdout } = await run(process.execPath, args, { env: { PATH: process.env.PATH, ...environment } });
  return Measurement.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}

function bundleBytes(folder: string): number {
  return globSync('*.mjs', { cwd: folder }).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 0 ? sorted.slice(middle - 1) : [sorted[middle], sorted[middle]];
  return (low + high) / 2;
}
