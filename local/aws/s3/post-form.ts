import type { AwsRequest } from '../service.ts';
import { S3Error } from './errors.ts';
import { header } from './header.ts';

/** The fields of a browser's upload, by lower-case name, and its one file. */
export interface PostForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
  readonly filename: string;
}

export function isForm(request: Pick<AwsRequest, 'headers'>): boolean {
  return /^multipart\/form-data\b/i.test(header(request.headers, 'content-type') ?? '');
}

/**
 * multipart/form-data as browsers send it (https://www.rfc-editor.org/rfc/rfc7578). S3 wants the file last and ignores
 * what follows it (https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html).
 */
export function parseForm(request: Pick<AwsRequest, 'headers' | 'body'>): PostForm {
  const fields = new Map<string, string>();
  for (const part of partsOf(request.body, boundaryOf(request))) {
    const name = part.name.toLowerCase();
    if (name === 'file') return { fields, file: part.content, filename: part.filename };
    if (fields.has(name)) throw malformedForm();
    fields.set(name, part.content.toString('utf8'));
  }
  const message = 'POST requires exactly one file upload per request.';
  throw new S3Error('IncorrectNumberOfFilesInPostRequest', message, 400);
}

interface Part {
  readonly name: string;
  readonly filename: string;
  readonly content: Buffer;
}

function* partsOf(body: Buffer, boundary: string): Generator<Part> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter has no line break before it.
  let start = body.indexOf(delimiter.subarray(2)) + delimiter.length - 2;
  if (start < delimiter.length - 2) throw malformedForm();
  while (body.toString('latin1', start, start + 2) !== '--') {
    const end = body.indexOf(delimiter, start);
    if (end < 0) throw malformedForm();
    yield partOf(body.subarray(start + 2, end));
    start = end + delimiter.length;
  }
}

function partOf(bytes: Buffer): Part {
  const gap = bytes.indexOf('\r\n\r\n');
  if (gap < 0) throw malformedForm();
  const head = bytes.toString('utf8', 0, gap);
  const disposition = /^content-disposition:\s*form-data\b(.*)$/im.exec(head)?.[1];
  const name = disposition && parameter(disposition, 'name');
  if (!name) throw malformedForm();
  return { name, filename: parameter(disposition, 'filename') ?? '', content: bytes.subarray(gap + 4) };
}

/** Browsers escape a quote in a name as `%22`, line breaks as `%0D` and `%0A`, and nothing else. */
function parameter(disposition: string, name: string): string | undefined {
  const raw = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return raw?.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n');
}

function boundaryOf(request: Pick<AwsRequest, 'headers'>): string {
  const type = header(request.headers, 'content-type') ?? '';
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw malformedForm();
  return boundary;
}

function malformedForm(): S3Error {
  const message = 'The body of your POST request is not well-formed multipart/form-data.';
  return new S3Error('MalformedPOSTRequest', message, 400);
}
