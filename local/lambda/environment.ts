import { dirname, join } from 'node:path';
import type { FunctionDefinition } from './definition.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface EnvironmentInput {
  readonly fn: FunctionDefinition;
  readonly taskRoot: string;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: Credentials;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const environmentLimitBytes = 4096;

/** The whole `process.env` of a function: nothing of the developer's shell is in it. */
export function environmentOf(input: EnvironmentInput): Record<string, string> {
  return {
    ...overridableVariables(input.taskRoot),
    ...input.fn.environment,
    ...reservedVariables(input),
    AWS_ENDPOINT_URL: input.endpoint,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function reservedVariables({ fn, taskRoot, region, credentials }: EnvironmentInput): Record<string, string> {
  return {
    _HANDLER: fn.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: taskRoot,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}

function overridableVariables(taskRoot: string): Record<string, string> {
  const noSuchFile = join(dirname(taskRoot), 'no-aws-profile');
  return {
    TZ: ':UTC',
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    // Without these the SDK would read the developer's own ~/.aws through os.homedir().
    AWS_CONFIG_FILE: noSuchFile,
    AWS_SHARED_CREDENTIALS_FILE: noSuchFile,
  };
}

const reservedNames =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_NAME|FUNCTION_VERSION|FUNCTION_MEMORY_SIZE|INITIALIZATION_TYPE|LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API)|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** Refuses what `CreateFunction` would refuse. */
export function assertEnvironment(fn: FunctionDefinition): void {
  const taken = Object.keys(fn.environment).filter((name) => reservedNames.test(name));
  if (taken.length > 0) {
    throw new Error(`Function ${fn.name} sets environment variables that Lambda reserves: ${taken.join(', ')}.`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(fn.environment));
  if (bytes > environmentLimitBytes) {
    throw new Error(
      `The environment of function ${fn.name} has ${bytes} bytes; Lambda allows ${environmentLimitBytes}.`,
    );
  }
}
