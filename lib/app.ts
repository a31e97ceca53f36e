import { type App, Tags } from 'aws-cdk-lib';
import { PlatformStack } from './platform-stack.ts';
import { makeServices } from './services.ts';
import { stageOf } from './stage.ts';

/** All stacks of one stage. The stage says the region; the account is the one that the deployment runs in. */
export function makeApp(app: App, stageName: string): void {
  const stage = stageOf(stageName);
  const prefix = `odavl-${stage.name}`;
  const props = { env: { region: stage.region } };
  const platform = new PlatformStack(app, `${prefix}-platform`, { ...props, stage });
  makeServices(app, prefix, platform, props);
  Tags.of(app).add('application', 'odavl-cloud');
  Tags.of(app).add('stage', stage.name);
}
