import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { systemClock } from '../../../local/aws/service.ts';
import type { FunctionDefinition } from '../../../local/lambda/definition.ts';
import { createLambda, type Lambda, type LambdaOptions, type LogLine } from '../../../local/lambda/lambda.ts';

type FunctionOverrides = Partial<Omit<FunctionDefinition, 'assetPath'>>;

export interface Delivery {
  readonly arn: string;
  readonly record: unknown;
}

/** Functions written as source text into assets of a temporary folder, and the Lambda that runs them. */
export class Fixture {
  readonly directory = mkdtempSync(join(tmpdir(), 'odavl-lambda-'));
  readonly functions: FunctionDefinition[] = [];
  readonly lines: LogLine[] = [];
  readonly deliveries: Delivery[] = [];
  readonly #started: Lambda[] = [];

  /** `files` is the source of `index.mjs`, or several files by path. */
  add(name: string, files: string | Record<string, string>, overrides: FunctionOverrides = {}): this {
    const assetPath = join(this.directory, 'assets', name);
    const entries = Object.entries(typeof files === 'string' ? { 'index.mjs': files } : files);
    mkdirSync(assetPath, { recursive: true });
    for (const [path, source] of entries) {
      mkdirSync(dirname(join(assetPath, path)), { recursive: true });
      writeFileSync(join(assetPath, path), source);
    }
    this.functions.push({
      name,
      arn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
      roleArn: `arn:aws:iam::000000000000:role/${name}`,
      assetPath,
      handler: 'index.handler',
      environment: {},
      timeoutSeconds: 3,
      memoryMb: 128,
      ...overrides,
    });
    return this;
  }

  async start(overrides: Partial<LambdaOptions> = {}): Promise<Lambda> {
    const lambda = await createLambda({
      functions: this.functions,
      unpackDirectory: join(this.directory, 'unpacked'),
      stateDirectory: join(this.directory, 'state'),
      clock: systemClock,
      region: 'eu-central-1',
      endpoint: () => 'http://127.0.0.1:4566',
      credentialsFor: (fn) => ({ accessKeyId: `ASIA${fn.name}`, secretAccessKey: 'secret', sessionToken: 'token' }),
      deliver: (arn, record) => void this.deliveries.push({ arn, record }),
      log: (line) => void this.lines.push(line),
      ...overrides,
    });
    this.#started.push(lambda);
    return lambda;
  }

  async close(): Promise<void> {
    await Promise.all(this.#started.map((lambda) => lambda.stop()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}
