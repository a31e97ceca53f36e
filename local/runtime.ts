import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssemblyModel, readAssembly } from './assembly/model.ts';
import type { Endpoints } from './assembly/resource-type.ts';
import { provision } from './assembly/provision/provision.ts';
import { createEdge, type Edge, type FinishedEdgeCall } from './aws/edge.ts';
import { Credentials } from './aws/edge/credentials.ts';
import { forwardTo } from './aws/edge/forward.ts';
import { Policies } from './aws/iam/policies.ts';
import { account, systemClock } from './aws/service.ts';
import { createControl } from './control.ts';
import { createDeliverer, type Parcel, type Targets } from './deliver.ts';
import { freePort } from './free-port.ts';
import { createHttpApi } from './http-api/http-api.ts';
import type { FunctionDefinition } from './lambda/definition.ts';
import { createLambda, type Lambda, type LogLine } from './lambda/lambda.ts';
import { createQueueSources } from './lambda/queue-sources.ts';
import { createSqsPort } from './lambda/sqs-port.ts';
import { createServices, type Services } from './services.ts';

export interface RuntimeOptions {
  /** A synthesized cloud assembly, `cdk.out`. */
  readonly assemblyDirectory: string;
  readonly stateDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly awsEndpoint?: string;
  readonly log: (line: LogLine) => void;
  readonly onCall?: (call: FinishedEdgeCall) => void;
}

export interface Runtime {
  readonly url: string;
  readonly awsEndpoint: string;
  readonly lambda: Lambda;
  readonly policies: Policies;
  readonly model: AssemblyModel;
  stop(): Promise<void>;
}

/** Runs a cloud assembly on this machine: embedded services, edge, functions, queue pollers, HTTP API. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { host, stateDirectory } = options;
  const clock = systemClock;
  const port = options.port || (await freePort(host));
  const edgePort = await freePort('127.0.0.1');
  const endpoints = { apiUrl: `http://${host}:${port}`, awsEndpoint: `http://127.0.0.1:${edgePort}` };
  const outboxDirectory = join(stateDirectory, 'outbox');
  const credentials = new Credentials(seedOf(stateDirectory));

  // The services may deliver what an earlier run left before the functions are there: it waits.
  const deliverer = Promise.withResolvers<(parcel: Parcel) => Promise<void>>();
  const deliver = async (parcel: Parcel) => (await deliverer.promise)(parcel);
  const services = await createServices({
    ...{ stateDirectory, outboxDirectory, clock, credentials, deliver },
    endpoint: () => endpoints.awsEndpoint,
  });

  const { model, policies, edge } = await startEdge(options, services, credentials, endpoints, edgePort);
  const credentialsFor = (fn: FunctionDefinition) => {
    const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials.issue({
      ...{ kind: 'role', arn: fn.roleArn, functionName: fn.name },
    });
    return { accessKeyId, secretAccessKey, sessionToken };
  };
  const lambda = await createLambda({
    functions: model.functions,
    unpackDirectory: join(tmpdir(), 'odavl-cloud-assets'),
    stateDirectory: join(stateDirectory, 'lambda'),
    clock,
    region: account.region,
    endpoint: () => endpoints.awsEndpoint,
    credentialsFor,
    deliver: (arn, record) =>
      deliver({ arn, input: JSON.stringify(record), service: 'lambda.amazonaws.com', sourceArn: arn }),
    log: options.log,
  });
  deliverer.resolve(createDeliverer(targetsOf(model, services, lambda)));
  const sources = model.queueSources.map((source) => {
    const fn = model.functions.find(({ name }) => name === source.functionName);
    if (!fn) throw new Error(`No template has the function ${source.functionName}.`);
    // Lambda polls a queue with the rights of the function that consumes it.
    const queue = createSqsPort({ endpoint: endpoints.awsEndpoint, region: account.region, credentials: credentialsFor(fn) });
    return createQueueSources({ sources: [source], lambda, queue, clock, log: (line) => console.error(line) });
  });

  const api = model.httpApi;
  if (!api) throw new Error('The assembly has no HTTP API to run.');
  const httpApi = createHttpApi({
    definition: api,
    ...{ lambda, clock, accountId: account.id, region: account.region, stage: '$default' },
    intercept: createControl({ outboxDirectory }),
    onError: (error) => console.error('http api:', error),
  });
  const { url } = await httpApi.listen(port, host);

  const stop = async () => {
    await httpApi.close();
    await Promise.all(sources.map((source) => source.stop()));
    await lambda.stop();
    await edge.close();
    await services.stop();
  };
  return { url, awsEndpoint: endpoints.awsEndpoint, lambda, policies, model, stop };
}

/** Resources first, then the address that functions call them at. */
async function startEdge(
  options: RuntimeOptions,
  services: Services,
  credentials: Credentials,
  endpoints: Endpoints,
  port: number,
): Promise<{ model: AssemblyModel; policies: Policies; edge: Edge }> {
  const { awsEndpoint, assemblyDirectory, stateDirectory } = options;
  const target = { credentials: credentials.issue({ kind: 'root' }) };
  const ledgerFile = (name: string) => join(stateDirectory, `${name}-ledger.json`);
  let model = await readAssembly(assemblyDirectory, endpoints);
  if (awsEndpoint) {
    const made = await provision(model, { ...target, endpoint: awsEndpoint, kms: false, ledgerFile: ledgerFile('external') });
    model = await readAssembly(assemblyDirectory, { ...endpoints, ...made });
  }
  const policies = new Policies(model.roles);
  const edge = createEdge({
    services: awsEndpoint ? services.all.map((service) => forwardTo(service, awsEndpoint)) : services.all,
    credentials,
    policies,
    ...(options.onCall && { onCall: options.onCall }),
    onDefect: (error, call) => console.error(`${call.service} ${call.operation}:`, error),
  });
  const { endpoint } = await edge.listen(port);
  if (!awsEndpoint) await provision(model, { ...target, endpoint, kms: true, ledgerFile: ledgerFile('embedded') });
  return { model, policies, edge };
}

function targetsOf(model: AssemblyModel, { sqs }: Services, lambda: Lambda): Targets {
  const nameOf = (arn: string) => model.functions.find((fn) => fn.arn === arn)?.name ?? arn;
  return {
    sendToQueue: async (arn, { attributes = {}, ...message }) => {
      const typed = Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]);
      await sqs.sendTo(arn, { ...message, attributes: Object.fromEntries(typed) });
    },
    queuePolicy: (arn) => sqs.policyOf(arn),
    invokeAsync: async (arn, payload) => {
      await lambda.invokeAsync(nameOf(arn), payload);
    },
    functionPolicy: (arn) => model.functionPolicies.get(nameOf(arn)) ?? [],
  };
}

/** Keys handed to functions come from a seed of this state, so that signed URLs outlive a restart. */
function seedOf(stateDirectory: string): string {
  const file = join(stateDirectory, 'credentials.seed');
  if (!existsSync(file)) {
    mkdirSync(stateDirectory, { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8');
}
