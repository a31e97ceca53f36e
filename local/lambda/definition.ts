/** What the template says of one `AWS::Lambda::Function`, resolved. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Folder of the synthesized asset; the runtime unpacks it elsewhere before it runs. */
  readonly assetPath: string;
  /** `file.export`, e.g. `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly reservedConcurrency?: number;
  /** From `AWS::Lambda::EventInvokeConfig`; Lambda's defaults are 2 retries and 6 hours. */
  readonly asynchronous?: {
    readonly maximumRetryAttempts: number;
    readonly maximumEventAgeSeconds: number;
    readonly onFailureArn?: string;
    readonly onSuccessArn?: string;
  };
}

/** One `AWS::Lambda::EventSourceMapping` of an SQS queue. */
export interface QueueSourceDefinition {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** `ScalingConfig.MaximumConcurrency`, 2–1000. */
  readonly maximumConcurrency?: number;
  /** `FunctionResponseTypes` contains `ReportBatchItemFailures`. */
  readonly reportsBatchItemFailures: boolean;
  readonly enabled: boolean;
}
