import type { AwsRequest, AwsService, Clock } from '../service.ts';
import { requireHeadersSupported } from './attributes.ts';
import { requireVerified } from './browser-signature.ts';
import { Expiry } from './expiry.ts';
import { withHoistedHeaders } from './hoisted.ts';
import type { Call, Operation } from './operation.ts';
import { operations } from './operations.ts';
import type { OnObjectEvent } from './outbox.ts';
import { Removal } from './removal.ts';
import { dressed, errorReply } from './reply.ts';
import { routeOf } from './routes.ts';
import type { Credentials } from './sigv4.ts';
import { Storage } from './storage.ts';

export interface S3Options {
  readonly stateDirectory: string;
  readonly clock: Clock;
  /** For presigned URLs and POST policies, whose signatures are verified here. */
  readonly credentials: Credentials;
  /** Without it, notification configurations are refused. */
  readonly onObjectEvent?: OnObjectEvent;
  /** Hears of what fails behind the scenes: expiry, file removal, delivery of events (which is tried again). */
  readonly onError?: (error: unknown) => void;
}

export interface S3 extends AwsService {
  /** The policy document of a bucket, for whoever evaluates policies. */
  bucketPolicy(bucket: string): string | undefined;
}

/** S3 for one account and region, over files and SQLite in `stateDirectory`. */
export async function createS3({
  stateDirectory,
  clock,
  credentials,
  onObjectEvent,
  ...options
}: S3Options): Promise<S3> {
  const onError = options.onError ?? ((error) => console.error('s3:', error));
  const storage = new Storage({ stateDirectory, clock, onObjectEvent, onError });
  const removal = new Removal(storage);
  const expiry = new Expiry({ storage, removal, clock });
  expiry.start(onError);
  storage.outbox.flush();

  const prepare = (sent: AwsRequest): { operation: Operation; call: Call } => {
    const request = withHoistedHeaders(sent);
    const { operation, bucket = '', key = '' } = routeOf(request);
    requireVerified(sent, operation, credentials, clock.now());
    requireHeadersSupported(request.headers);
    return { operation: operations[operation], call: { request, bucket, key, storage, removal, expiry, clock } };
  };

  return {
    signingName: 's3',
    async accesses(request) {
      const { operation, call } = prepare(request);
      return operation.accesses(call);
    },
    async handle(request) {
      const { operation, call } = prepare(request);
      return dressed(await operation.run(call), request, storage);
    },
    renderError: (error, request) => dressed(errorReply(error, request), request, storage),
    bucketPolicy: (bucket) => storage.buckets.get(bucket, 'policy'),
    async stop() {
      await expiry.stop();
      await storage.stop();
    },
  };
}
