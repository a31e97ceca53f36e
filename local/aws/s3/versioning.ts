import { z } from 'zod';
import { notImplemented } from './errors.ts';
import type { Versioning } from './object-store.ts';
import { parseXml } from './parse-xml.ts';

const Configuration = z.object({
  Status: z.enum(['Enabled', 'Suspended']).optional(),
  MfaDelete: z.string().optional(),
});

export function parseVersioning(document: Buffer): Versioning {
  const { Status, MfaDelete } = parseXml(document, 'VersioningConfiguration', Configuration);
  if (MfaDelete === 'Enabled') throw notImplemented('MfaDelete');
  return Status ?? 'Off';
}
