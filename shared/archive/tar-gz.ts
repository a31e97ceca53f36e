import { pipeline, type Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { ByteReader } from './byte-reader.ts';
import { ArchiveRefusedError, type ReasonCode } from './reason.ts';
import type { Tally } from './tally.ts';
import { type Walked, walkTar } from './tar.ts';

/** What zlib may have taken in beyond what it has given out, at most; judged without it an honest entry could be refused. */
const slackBytes = 131_072;

/**
 * A tar in gzip, of one member or several (as `pigz` and `bgzip` write them; they count as one stream). Ratios are held while
 * it is read: no byte is unpacked that the bytes so far do not justify.
 */
export async function* walkTarGz(packed: Readable, tally: Tally): AsyncGenerator<Walked> {
  let arrived = 0;
  const count = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      arrived += chunk.length;
      yield chunk;
    }
  };
  // The error of any of them comes out where the unpacked bytes are read.
  const gunzip = pipeline(packed, count, createGunzip({ chunkSize: 65_536 }), () => {});
  const bytes = new ByteReader(checked(gunzip, tally, () => arrived));
  try {
    yield* walkTar(bytes, tally);
  } finally {
    gunzip.destroy();
    packed.destroy();
  }
  if (gunzip.bytesWritten !== arrived) throw new ArchiveRefusedError('trailing_data');
}

/** Window by window, so that ten honest megabytes do not pay for a bomb behind them. */
async function* checked(gunzip: Gunzip, tally: Tally, arrived: () => number): AsyncGenerator<Buffer> {
  let [unpacked, packedBefore] = [0, 0];
  try {
    for await (const chunk of gunzip) {
      if (!Buffer.isBuffer(chunk)) throw new Error('zlib gave something that is no buffer.');
      unpacked += chunk.length;
      tally.requireRatio(unpacked, arrived() - packedBefore + slackBytes);
      if (unpacked >= windowBytes) [unpacked, packedBefore] = [0, Math.max(packedBefore, arrived() - slackBytes)];
      yield chunk;
    }
  } catch (error) {
    throw refusalOf(error);
  }
}

const windowBytes = 64 * 1_024 ** 2;

const zlibCodes: Readonly<Record<string, ReasonCode>> = {
  Z_DATA_ERROR: 'malformed',
  Z_BUF_ERROR: 'truncated',
  Z_NEED_DICT: 'malformed',
};

/** The first header was looked at before, so one that is none is something behind a member. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = /incorrect header/.test(error.message) ? 'trailing_data' : zlibCodes[String(error.code)];
  return code === undefined ? error : new ArchiveRefusedError(code, undefined, error);
}
