import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

/** The objects of one bucket. */
export interface Objects {
  put(key: string, body: Buffer, contentType: string): Promise<void>;
  /** @throws Error when there is no such object */
  get(key: string): Promise<Buffer>;
  /** A URL that reads the object for five minutes, signed with the rights of this function. */
  link(key: string): Promise<string>;
}

const linkSeconds = 300;

export function createObjects(bucket: string, client = new S3Client({})): Objects {
  return {
    async put(key, body, contentType) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
    },
    async get(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (!Body) throw new Error(`The object ${key} came without a body.`);
      return Buffer.from(await Body.transformToByteArray());
    },
    async link(key) {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      return getSignedUrl(client, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: linkSeconds });
    },
  };
}
