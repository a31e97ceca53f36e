import { describe, expect, test } from 'vitest';
import { addressOf } from '../../../../local/aws/s3/address.ts';

const at = (host: string, path: string) => addressOf({ headers: { host }, path });

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
describe('The address of a request', () => {
  test.each([
    ['localhost:4566', '/bucket/a/b', { bucket: 'bucket', key: 'a/b' }],
    ['127.0.0.1:4566', '/bucket', { bucket: 'bucket' }],
    ['[::1]:4566', '/bucket/', { bucket: 'bucket' }],
    ['s3.localhost:4566', '/bucket/a', { bucket: 'bucket', key: 'a' }],
    ['s3.eu-central-1.amazonaws.com', '/bucket/a', { bucket: 'bucket', key: 'a' }],
    ['bucket.localhost:4566', '/a/b', { bucket: 'bucket', key: 'a/b' }],
    ['my.bucket.s3.localhost:4566', '/a', { bucket: 'my.bucket', key: 'a' }],
    ['bucket.s3.eu-central-1.amazonaws.com', '/', { bucket: 'bucket' }],
    ['bucket.s3.amazonaws.com', '/a%2Fb%20c+d', { bucket: 'bucket', key: 'a/b c+d' }],
    ['localhost', '/', {}],
    ['localhost', '/bucket//..//a', { bucket: 'bucket', key: '/..//a' }],
  ])('%s %s', (host, path, expected) => {
    expect(at(host, path)).toEqual(expected);
  });

  test('is InvalidURI when its escapes are no UTF-8', () => {
    expect(() => at('localhost', '/bucket/%FF')).toThrow("Couldn't parse the specified URI.");
  });
});
