import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Dashboard, GraphWidget, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Stage } from '../stage.ts';

/** One look at the whole: what clients see, then functions and queues. A new service appears by itself, by its stack's name. */
export class PlatformDashboard extends Construct {
  constructor(scope: Construct, id: string, stage: Stage, api: HttpApi) {
    super(scope, id);
    const period = Duration.minutes(5);
    const ofStage = (dimension: string, metric: string, statistic: string, label: string) =>
      new MathExpression({
        expression: `SEARCH('{${dimension}} MetricName="${metric}" odavl-${stage.name}', '${statistic}', 300)`,
        label,
        period,
        usingMetrics: {},
      });
    const graph = (title: string, ...left: ConstructorParameters<typeof GraphWidget>[0]['left'] & object) =>
      new GraphWidget({ title, left: [...left], width: 12, height: 6 });
    const sum = { period, statistic: 'Sum' };
    new Dashboard(this, 'Dashboard', {
      dashboardName: `odavl-${stage.name}`,
      widgets: [
        [
          graph('Requests', api.metricCount(sum), api.metricClientError(sum), api.metricServerError(sum)),
          graph(
            'Latency',
            api.metricLatency({ period, statistic: 'p50' }),
            api.metricLatency({ period, statistic: 'p95' }),
          ),
        ],
        [
          graph('Function errors', ofStage('AWS/Lambda,FunctionName', 'Errors', 'Sum', '')),
          graph('Function duration, p95', ofStage('AWS/Lambda,FunctionName', 'Duration', 'p95', '')),
        ],
        [
          graph('Oldest message', ofStage('AWS/SQS,QueueName', 'ApproximateAgeOfOldestMessage', 'Maximum', '')),
          graph('Messages waiting', ofStage('AWS/SQS,QueueName', 'ApproximateNumberOfMessagesVisible', 'Maximum', '')),
        ],
      ],
    });
  }
}
