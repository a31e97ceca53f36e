import { App } from 'aws-cdk-lib';
import cdk from '../cdk.json' with { type: 'json' };
import { makeApp } from '../lib/app.ts';

// The CDK CLI hands the flags of cdk.json over; started without it, as the local runtime does, the app reads them itself.
const app = new App({ context: cdk.context });
makeApp(app, app.node.tryGetContext('stage') ?? process.env.STAGE ?? 'dev');
