import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PlatformStack } from './platform-stack.ts';
import { AuthStack } from './services/auth.ts';
import { AutopilotRunnerStack } from './services/autopilot-runner.ts';
import { EventsStack } from './services/events.ts';
import { GuardianRunnerStack } from './services/guardian-runner.ts';
import { InsightRunnerStack } from './services/insight-runner.ts';
import { ReferenceStack } from './services/platform.ts';
import { TasksStack } from './services/tasks.ts';

/** THE list of services. `auth` comes first, because its authorizer guards the routes of all others. */
export function makeServices(scope: Construct, prefix: string, platform: PlatformStack, props: StackProps): void {
  const auth = new AuthStack(scope, `${prefix}-auth`, platform, props);
  const tasks = new TasksStack(scope, `${prefix}-tasks`, { platform, auth }, props);
  new EventsStack(scope, `${prefix}-events`, { platform, auth }, props);
  new GuardianRunnerStack(scope, `${prefix}-guardian-runner`, { platform, auth, tasks }, props);
  new InsightRunnerStack(scope, `${prefix}-insight-runner`, { platform, auth, tasks }, props);
  new AutopilotRunnerStack(scope, `${prefix}-autopilot-runner`, { platform, auth, tasks }, props);
  new ReferenceStack(scope, `${prefix}-reference`, platform, props);
}
