import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ServiceAlarm } from './service-alarm.ts';

export interface ServiceQueueProps {
  readonly alarms: ITopic;
  /** Of the function that consumes it; the queue hides a message for six times as long, as AWS advises for Lambda. */
  readonly consumerTimeout: Duration;
  /** What a parked message means for people. */
  readonly impact: string;
  readonly runbook: string;
}

/** How often a message is tried before it is parked. A throttled consumer counts as a try, so this is not 1. */
const maxReceiveCount = 5;

/** A queue with its dead-letter queue and the alarm on it. Messages hold ids, never content; SQS's own keys encrypt them. */
export class ServiceQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: ServiceQueueProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    new ServiceAlarm(this, 'Parked', {
      topic: props.alarms,
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      severity: 'ticket',
      impact: props.impact,
      runbook: props.runbook,
    });
  }

  allowSend(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
  }

  /** What Lambda's poller does in the name of the consuming function. */
  allowConsume(): PolicyStatement {
    return new PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [this.queue.queueArn],
    });
  }

  /** For a consumer that puts a message back for later. */
  allowHide(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:ChangeMessageVisibility'], resources: [this.queue.queueArn] });
  }

  /** For a consumer that parks a message which it cannot read, with the reason, rather than failing it five times. */
  allowPark(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] });
  }
}
