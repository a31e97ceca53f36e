import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AssemblyModel, readAssembly } from './assembly/model.ts';
import { provision } from './assembly/provision/provision.ts';
import type { Endpoints } from './assembly/resource-type.ts';
import { Credentials } from './aws/edge/credentials.ts';
import { forwardTo } from './aws/edge/forward.ts';
import { createEdge, type Edge, type EdgeOptions, type FinishedEdgeCall } from './aws/edge.ts';
import { Policies } from './aws/iam/policies.ts';
import { type AwsService, account, systemClock } from './aws/service.ts';
import type { MessageCounts } from './aws/sqs/sqs.ts';
import { readOffset, writeOffset } from './clock/offset-file.ts';
import type { IsAtRest } from './clock/patience.ts';
import { SharedOffset } from './clock/shared-offset.ts';
import { VirtualClock } from './clock/virtual-clock.ts';
import { createControl } from './control.ts';
import { createDeliverer, type Parcel, type Targets } from './deliver.ts';
import { createFaults, type FaultSites, type Faults } from './faults/faults.ts';
import { freePort } from './free-port.ts';
import { createHttpApi, hostInUrl } from './http-api/http-api.ts';
import type { FunctionDefinition } from './lambda/definition.ts';
import type { Credentials as FunctionCredentials } from './lambda/environment.ts';
import { createLambda, type Lambda, type LogLine } from './lambda/lambda.ts';
import { overridden } from './lambda/overrides.ts';
import { createQueueSources } from './lambda/queue-sources.ts';
import { createSqsPort } from './lambda/sqs-port.ts';
import { putEvent } from './put-event.ts';
import { seedOf } from './root-credentials.ts';
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
  /** What goes wrong with deliveries, one line each; to standard error unless given. */
  readonly report?: (line: string) => void;
  /** Function name pattern (`*` stands for anything) → folder that runs in place of the function's own asset. */
  readonly overrides?: Readonly<Record<string, string>>;
}

export interface Runtime {
  readonly url: string;
  readonly awsEndpoint: string;
  readonly lambda: Lambda;
  readonly policies: Policies;
  readonly model: AssemblyModel;
  /** The time of everything in here, the functions included. */
  readonly clock: VirtualClock;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  /** The messages of the queues of this runtime, by name; none of an emulator's. */
  messages(): ReadonlyMap<string, MessageCounts>;
  /** The keys of a function's role, as its instances have them. */
  credentialsFor(fn: FunctionDefinition): FunctionCredentials;
  stop(): Promise<void>;
}

/** Runs a cloud assembly on this machine: embedded services, edge, functions, queue pollers, HTTP API. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { host, stateDirectory } = options;
  const clockFile = join(stateDirectory, 'clock.json');
  const clockOffset = new SharedOffset(readOffset(clockFile));
  const clock = new VirtualClock(clockOffset, (offsetMs) => writeOffset(clockFile, offsetMs));
  const { faults, sites } = createFaults({ clock, executionClock: systemClock });
  const port = await freePort(host, options.port);
  const edgePort = await freePort('127.0.0.1');
  const endpoints = { apiUrl: `http://${hostInUrl(host)}:${port}`, awsEndpoint: `http://127.0.0.1:${edgePort}` };
  const outboxDirectory = join(stateDirectory, 'outbox');
  const credentials = new Credentials(seedOf(stateDirectory));

  // The services may deliver what an earlier run left before the functions are there: it waits.
  const deliverer = Promise.withResolvers<(parcel: Parcel) => Promise<void>>();
  const deliver = async (parcel: Parcel) => {
    const bring = await deliverer.promise;
    await bring(parcel);
    if (parcel.service === 'events.amazonaws.com' && sites.isEventDoubled(parcel.sourceArn)) await bring(parcel);
  };
  const services = await createServices({
    ...{ stateDirectory, outboxDirectory, clock, credentials, deliver },
    endpoint: () => endpoints.awsEndpoint,
    receiveFaults: sites.receives,
    ...(options.report && { report: options.report }),
  });

  const { model, policies, edge } = await startEdge(
    { ...options, clock, intercept: sites.intercept },
    ...([services, credentials, endpoints, edgePort] as const),
  );
  const credentialsFor = (fn: FunctionDefinition) => {
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = credentials.issue({
      ...{ kind: 'role', arn: fn.roleArn, functionName: fn.name },
    });
    return { accessKeyId, secretAccessKey, sessionToken };
  };
  const lambda = await createLambda({
    functions: overridden(model.functions, options.overrides ?? {}),
    unpackDirectory: join(tmpdir(), 'odavl-cloud-assets'),
    stateDirectory: join(stateDirectory, 'lambda'),
    clock,
    clockOffset: clockOffset.buffer,
    // Idle instances take real memory.
    idleClock: systemClock,
    faults: sites.functions,
    region: account.region,
    endpoint: () => endpoints.awsEndpoint,
    credentialsFor,
    deliver: (arn, record, fn) =>
      deliver({
        ...{ arn, input: JSON.stringify(record), service: 'lambda.amazonaws.com', sourceArn: fn.arn },
        roleArn: fn.roleArn,
      }),
    log: options.log,
  });
  deliverer.resolve(createDeliverer(targetsOf(model, policies, services, lambda, sites)));
  const sources = model.queueSources.map((source) => {
    const fn = model.functions.find(({ name }) => name === source.functionName);
    if (!fn) throw new Error(`No template has the function ${source.functionName}.`);
    // Lambda polls a queue with the rights of the function that consumes it.
    const queue = createSqsPort({
      endpoint: endpoints.awsEndpoint,
      region: account.region,
      credentials: credentialsFor(fn),
    });
    return createQueueSources({ sources: [source], lambda, queue, clock, log: options.report ?? console.error });
  });

  const api = model.httpApi;
  if (!api) throw new Error('The assembly has no HTTP API to run.');
  const httpApi = createHttpApi({
    definition: api,
    ...{ lambda, clock, accountId: account.id, region: account.region, stage: '$default' },
    intercept: createControl({
      ...{ outboxDirectory, clock, faults },
      isAtRest: restOf(model, services, lambda),
      putEvent: (event) => putEvent({ awsEndpoint: endpoints.awsEndpoint, stateDirectory }, event),
    }),
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
  const { awsEndpoint } = endpoints;
  const messages = () => services.sqs.counts();
  return { url, awsEndpoint, lambda, policies, model, clock, faults, messages, credentialsFor, stop };
}

/** What clients ask for is not waited for: a long poll may last as long as it likes. */
function restOf(model: AssemblyModel, { sqs }: Services, lambda: Lambda): IsAtRest {
  const targets = new Set(model.rules.flatMap(({ properties }) => properties.Targets ?? []).map(({ Arn }) => Arn));
  const consumers = new Set(model.queueSources.map(({ functionName }) => functionName));
  const names = model.functions
    .filter(({ name, arn }) => consumers.has(name) || targets.has(arn))
    .map(({ name }) => name);
  const queues = model.queueSources.map(({ queueArn }) => queueArn.split(':').at(-1) ?? '');
  return () => {
    const stats = lambda.stats();
    const counts = sqs.counts();
    const isBusy = names.some((name) => (stats[name]?.busyInstances ?? 0) > 0);
    return !isBusy && queues.every((name) => (counts.get(name)?.ready ?? 0) === 0);
  };
}

/** Resources first, then the address that functions call them at. */
async function startEdge(
  options: RuntimeOptions & Pick<EdgeOptions, 'clock' | 'intercept'>,
  services: Services,
  credentials: Credentials,
  endpoints: Endpoints,
  port: number,
): Promise<{ model: AssemblyModel; policies: Policies; edge: Edge }> {
  const { awsEndpoint, assemblyDirectory, stateDirectory } = options;
  const model = await readAssembly(assemblyDirectory, endpoints);
  const policies = new Policies(model.roles);
  const root = credentials.issue({ kind: 'root' });
  const edgeOf = (all: readonly AwsService[]) =>
    createEdge({
      ...{ services: all, credentials, policies },
      ...(options.onCall && { onCall: options.onCall }),
      ...(options.clock && { clock: options.clock }),
      ...(options.intercept && { intercept: options.intercept }),
      onDefect: (error, call) => console.error(`${call.service} ${call.operation}:`, error),
    });
  const embedded = edgeOf(services.all);
  const { endpoint } = await embedded.listen(awsEndpoint ? 0 : port);
  await provision(model, {
    endpoint,
    credentials: root,
    kms: true,
    ledgerFile: join(stateDirectory, 'resources.json'),
  });
  if (!awsEndpoint) return { model, policies, edge: embedded };

  await embedded.close();
  const ledgerFile = join(stateDirectory, 'external-resources.json');
  const made = await provision(externalPart(model), {
    endpoint: awsEndpoint,
    credentials: root,
    kms: false,
    ledgerFile,
  });
  const edge = edgeOf(
    services.all.map((service) => (staysHere.has(service.signingName) ? service : forwardTo(service, awsEndpoint))),
  );
  await edge.listen(port);
  return { model: await readAssembly(assemblyDirectory, { ...endpoints, ...made }), policies, edge };
}

/** An emulator can neither call functions that run here, nor show mails to the outbox page. */
const staysHere = new Set(['scheduler', 'ses']);

function externalPart(model: AssemblyModel): AssemblyModel {
  const rules = model.rules.filter(({ properties }) => properties.ScheduleExpression === undefined);
  return { ...model, rules, scheduleGroups: [], schedules: [], identities: [] };
}

function targetsOf(
  model: AssemblyModel,
  policies: Policies,
  { sqs }: Services,
  lambda: Lambda,
  sites: Pick<FaultSites, 'checkSend'>,
): Targets {
  const nameOf = (arn: string) => model.functions.find((fn) => fn.arn === arn)?.name ?? arn;
  return {
    checkRole: (arn, action, resource, service) =>
      policies.check(service, { kind: 'role', arn, functionName: service }, [{ action, resource }]),
    sendToQueue: async (arn, { attributes = {}, ...message }) => {
      const typed = Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]);
      sites.checkSend(arn.split(':').at(-1) ?? arn);
      await sqs.sendTo(arn, { ...message, attributes: Object.fromEntries(typed) });
    },
    queuePolicy: (arn) => sqs.policyOf(arn),
    invokeAsync: async (arn, payload) => {
      await lambda.invokeAsync(nameOf(arn), payload);
    },
    functionPolicy: (arn) => model.functionPolicies.get(nameOf(arn)) ?? [],
  };
}
