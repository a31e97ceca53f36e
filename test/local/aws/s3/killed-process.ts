import { CreateMultipartUploadCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { createS3 } from '../../../../local/aws/s3/create-s3.ts';
import { systemClock } from '../../../../local/aws/service.ts';
import { serve } from '../serve.ts';
import { clientOf } from './start.ts';

/** Writes objects and parts until it is killed; says the name of each object that it was told is stored. */
const [stateDirectory = '', Bucket = ''] = process.argv.slice(2);
const s3 = await createS3({ stateDirectory, clock: systemClock, credentials: () => undefined });
const client = clientOf((await serve(s3)).endpoint);
const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'upload' }));

async function write(worker: number): Promise<never> {
  for (let index = 0; ; index += 1) {
    const Key = `${worker}/${index}`;
    await client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(300_000, `${index % 10}`) }));
    await client.send(new PutObjectCommand({ Bucket, Key: 'contended', Body: Buffer.alloc(200_000, `${worker}`) }));
    await client.send(new UploadPartCommand({ Bucket, Key: 'upload', UploadId, PartNumber: worker + 1, Body: Key }));
    process.stdout.write(`${Key}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map(write));
