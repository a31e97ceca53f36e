import { Duration, Size } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { PlatformStack } from '../platform-stack.ts';
import { ServiceAlarm } from './service-alarm.ts';
import type { StaticEgress } from './static-egress.ts';

export interface ServiceFunctionProps<Env extends z.ZodType<Record<string, unknown>>> {
  readonly platform: PlatformStack;
  /** `auth/api`: the bundle of `lambdas/auth/api.lambda.ts`. */
  readonly entry: string;
  readonly description: string;
  /** The schema that the function parses its environment with; `environment` is typed by it. */
  readonly env: Env;
  readonly environment: { readonly [Name in keyof z.input<Env>]: string };
  /** All that the function may do, besides writing its own log. */
  readonly permissions: readonly PolicyStatement[];
  readonly timeout?: Duration;
  readonly memoryMb?: number;
  readonly ephemeralStorageMb?: number;
  /** Functions with native parts are x86_64; all others are arm64, which is cheaper. */
  readonly architecture?: Architecture;
  /** For what sends to addresses of customers: it runs where its own address is a fixed one, in stages that have that. */
  readonly egress?: StaticEgress;
  readonly impact: string;
}

/** A Lambda with its own role, its own log group and an alarm on its errors. */
export class ServiceFunction<Env extends z.ZodType<Record<string, unknown>>> extends Construct {
  readonly fn: LambdaFunction;
  readonly role: Role;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps<Env>) {
    super(scope, id);
    const { stage } = props.platform;
    const logGroup = new LogGroup(this, 'Log', { retention: stage.logRetention, removalPolicy: stage.removal });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const writeLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    for (const statement of [writeLog, ...props.permissions]) this.role.addToPolicy(statement);
    props.egress?.permit(this.role);
    this.timeout = props.timeout ?? Duration.seconds(29);
    this.fn = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      code: Code.fromAsset(`dist/lambdas/${props.entry}`),
      handler: 'index.handler',
      description: props.description,
      role: this.role,
      logGroup,
      environment: props.environment,
      ...props.egress?.network,
      timeout: this.timeout,
      memorySize: props.memoryMb ?? 512,
      ...(props.ephemeralStorageMb && { ephemeralStorageSize: Size.mebibytes(props.ephemeralStorageMb) }),
    });
    new ServiceAlarm(this, 'Errors', {
      topic: props.platform.alarms,
      metric: this.fn.metricErrors({ period: Duration.minutes(5) }),
      severity: 'page',
      impact: props.impact,
      runbook: 'function-errors',
      threshold: 3,
    });
  }
}
