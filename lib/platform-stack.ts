import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnStage, CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { accessLogFormat } from './access-log.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { PlatformDashboard } from './constructs/platform-dashboard.ts';
import { RateLimits } from './constructs/rate-limits.ts';
import { ServiceAlarm } from './constructs/service-alarm.ts';
import type { Stage } from './stage.ts';

export interface PlatformStackProps extends StackProps {
  readonly stage: Stage;
}

/** What all services share: the HTTP API, its rate limits, the event bus, and the topic that alarms go to. */
export class PlatformStack extends Stack {
  readonly stage: Stage;
  readonly api: HttpApi;
  readonly bus: EventBus;
  readonly alarms: ITopic;
  readonly limits: RateLimits;
  /** Set by the auth service, which every other service comes after. */
  #authorizerId: string | undefined;

  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id, props);
    this.stage = props.stage;
    this.alarms = new AlarmTopic(this, 'Alarms', props.stage.removal).topic;
    this.limits = new RateLimits(this, 'Limits', { stage: props.stage, alarms: this.alarms });
    this.bus = new EventBus(this, 'Bus', { description: 'All events of ODAVL Cloud' });
    this.api = new HttpApi(this, 'Api', {
      apiName: `odavl-cloud-${props.stage.name}`,
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: ['*'],
        allowMethods: [CorsHttpMethod.ANY],
        allowHeaders: ['authorization', 'content-type', 'dpop', 'idempotency-key', 'if-match', 'if-none-match'],
        exposeHeaders: [
          'etag',
          'location',
          'ratelimit',
          'ratelimit-policy',
          'retry-after',
          'www-authenticate',
          'x-request-id',
        ],
        maxAge: Duration.hours(1),
      },
    });
    this.makeDefaultStage();
    new PlatformDashboard(this, 'Overview', this.stage, this.api);
    // A function that answers 500 has not failed in Lambda's eyes, so its own alarm stays silent.
    new ServiceAlarm(this, 'ServerErrors', {
      topic: this.alarms,
      metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      severity: 'page',
      impact: 'Requests of clients are answered with an error of ours.',
      runbook: 'server-errors',
      threshold: 5,
    });
  }

  /** The API's own address: issuer and audience of our tokens, base of our links. */
  get apiUrl(): string {
    return this.api.apiEndpoint;
  }

  get authorizerId(): string {
    if (!this.#authorizerId) throw new Error('The auth service must be made before services with protected routes.');
    return this.#authorizerId;
  }

  /**
   * Called for every protected request, also for one without a credential: with an identity source API Gateway would answer
   * that one itself, in a form that is not ours (docs/decisions/0002-authorizer-verdict.md). The function has its own cache.
   */
  setAuthorizer(scope: Construct, fn: LambdaFunction): void {
    const uri = `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${fn.functionArn}/invocations`;
    const authorizer = new CfnAuthorizer(scope, 'Credential', {
      apiId: this.api.apiId,
      name: 'credential',
      authorizerType: 'REQUEST',
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: 0,
      authorizerUri: uri,
    });
    this.#authorizerId = authorizer.ref;
  }

  allowPublish(): PolicyStatement {
    return new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] });
  }

  private makeDefaultStage(): void {
    const log = new LogGroup(this, 'AccessLog', {
      retention: this.stage.logRetention,
      removalPolicy: this.stage.removal,
    });
    new CfnStage(this, 'Stage', {
      apiId: this.api.apiId,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(accessLogFormat) },
      defaultRouteSettings: {
        throttlingRateLimit: this.stage.throttling.rateLimit,
        throttlingBurstLimit: this.stage.throttling.burstLimit,
      },
    });
  }
}
