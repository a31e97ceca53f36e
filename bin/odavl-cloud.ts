import { App, Tags } from 'aws-cdk-lib';
import { PlatformStack } from '../lib/platform-stack.ts';
import { makeServices } from '../lib/services.ts';
import { stageOf } from '../lib/stage.ts';

const app = new App();
const stage = stageOf(app.node.tryGetContext('stage') ?? process.env.STAGE ?? 'dev');
const prefix = `odavl-${stage.name}`;
const props = { env: { region: stage.region } };

const platform = new PlatformStack(app, `${prefix}-platform`, { ...props, stage });
makeServices(app, prefix, platform, props);
Tags.of(app).add('application', 'odavl-cloud');
Tags.of(app).add('stage', stage.name);
