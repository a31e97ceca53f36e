import { parseArgs } from 'node:util';

export interface Options {
  /** Where the HTTP API listens; 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** Forgets all state before the start. */
  readonly reset: boolean;
  /** Rebuilds and restarts on a change of the sources. */
  readonly watch: boolean;
  /** Gets `{url,email,password,apiKey,projectId}` of the demo account and `awsEndpoint`, once everything answers. */
  readonly readyFile?: string;
  /** An external emulator that runs the managed services instead of the embedded ones. */
  readonly awsEndpoint?: string;
  readonly stateDirectory: string;
}

export const usage = `npm start -- [options]

  --port N            port of the HTTP API (3000; 0: any free one)
  --host ADDRESS      address to listen on (127.0.0.1)
  --reset             forget all state first
  --watch             rebuild and restart when a source file changes
  --ready-file FILE   write {url,email,password,apiKey,projectId,awsEndpoint} to FILE once everything answers
  --aws-endpoint URL  use the AWS services of an external emulator (LocalStack, moto)
  --state DIR         where the state is kept (.odavl)
`;

/** @throws Error with a sentence for the person at the terminal */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '3000' },
      host: { type: 'string', default: '127.0.0.1' },
      reset: { type: 'boolean', default: false },
      watch: { type: 'boolean', default: false },
      'ready-file': { type: 'string' },
      'aws-endpoint': { type: 'string' },
      state: { type: 'string', default: '.odavl' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { host, reset, watch, state: stateDirectory, 'ready-file': readyFile, 'aws-endpoint': awsEndpoint } = values;
  if (awsEndpoint !== undefined && !/^https?:$/.test(URL.parse(awsEndpoint)?.protocol ?? '')) {
    throw new Error(`--aws-endpoint takes an http or https URL, not "${awsEndpoint}".`);
  }
  return {
    ...{ port: portOf(values.port), host, reset, watch, stateDirectory },
    ...(readyFile && { readyFile }),
    ...(awsEndpoint && { awsEndpoint }),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}
