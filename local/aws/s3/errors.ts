import { AwsError } from '../service.ts';

/** An error of S3 that also says something in headers, e.g. `x-amz-delete-marker`. */
export class S3Error extends AwsError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    status: number,
    fields: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message, status, fields);
    this.headers = headers;
  }
}

// Codes, status and messages: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList

export function accessDenied(message = 'Access Denied', fields: Readonly<Record<string, unknown>> = {}): S3Error {
  return new S3Error('AccessDenied', message, 403, fields);
}

export function invalidArgument(message: string, name?: string, value?: string): S3Error {
  return new S3Error('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });
}

export function invalidRequest(message: string): S3Error {
  return new S3Error('InvalidRequest', message, 400);
}

export function malformedXml(): S3Error {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new S3Error('MalformedXML', message, 400);
}

export function noSuchBucket(bucket: string): S3Error {
  return new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
}

export function noSuchKey(key: string, headers: Readonly<Record<string, string>> = {}): S3Error {
  return new S3Error('NoSuchKey', 'The specified key does not exist.', 404, { Key: key }, headers);
}

export function noSuchUpload(uploadId: string): S3Error {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new S3Error('NoSuchUpload', message, 404, { UploadId: uploadId });
}

export function noSuchVersion(key: string, versionId: string): S3Error {
  const message = 'The specified version does not exist.';
  return new S3Error('NoSuchVersion', message, 404, { Key: key, VersionId: versionId });
}

/** What AWS can do and this service cannot: says what it was, so that nobody takes silence for success. */
export function notImplemented(what: string): S3Error {
  return new S3Error('NotImplemented', `${what} is not supported by the local S3.`, 501);
}

export function preconditionFailed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new S3Error('PreconditionFailed', message, 412, { Condition: condition });
}
