export interface QueueMessageAttribute {
  readonly dataType: string;
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
}

export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** System attributes: `ApproximateReceiveCount`, `SentTimestamp`, `MessageGroupId` … */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: Readonly<Record<string, QueueMessageAttribute>>;
  readonly md5OfMessageAttributes?: string;
}

export interface ReceiveOptions {
  /** 1–10. */
  readonly max: number;
  /** 0–20. */
  readonly waitSeconds: number;
  readonly signal: AbortSignal;
}

/** What an event source needs of SQS. All reject with the service's error. */
export interface QueuePort {
  /** An aborted receive rejects; what it may have received shows again after the visibility timeout. */
  receive(queueArn: string, options: ReceiveOptions): Promise<QueueMessage[]>;
  delete(queueArn: string, receiptHandles: readonly string[]): Promise<void>;
  attributes(queueArn: string): Promise<{ visibilityTimeoutSeconds: number }>;
}
