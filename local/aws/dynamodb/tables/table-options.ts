import { z } from 'zod';
import { unsupported } from '../storage/engine.ts';
import type { TableSettings } from './settings.ts';

const Throughput = z.strictObject({
  MaxReadRequestUnits: z.number().optional(),
  MaxWriteRequestUnits: z.number().optional(),
});

/** The members of CreateTable and UpdateTable that become settings. */
export const tableOptions = {
  DeletionProtectionEnabled: z.boolean().optional(),
  SSESpecification: z
    .strictObject({
      Enabled: z.boolean().optional(),
      SSEType: z.literal('KMS').optional(),
      KMSMasterKeyId: z.string().optional(),
    })
    .optional(),
  StreamSpecification: z.looseObject({ StreamEnabled: z.boolean() }).optional(),
  TableClass: z.enum(['STANDARD', 'STANDARD_INFREQUENT_ACCESS']).optional(),
  OnDemandThroughput: Throughput.optional(),
};
const TableOptions = z.object(tableOptions);

/** Per index: a ceiling on on-demand use, which nothing here would ever reach; it is remembered and told. */
export const indexThroughput = Throughput.optional();

export function applyOptions(settings: TableSettings, options: z.infer<typeof TableOptions>): TableSettings {
  if (options.StreamSpecification?.StreamEnabled) throw unsupported('StreamSpecification');
  const { SSESpecification: sse } = options;
  const encryption = sse?.Enabled ? { keyId: sse.KMSMasterKeyId } : undefined;
  return {
    ...settings,
    deletionProtection: options.DeletionProtectionEnabled ?? settings.deletionProtection,
    encryption: sse ? encryption : settings.encryption,
    tableClass: options.TableClass ?? settings.tableClass,
    onDemandThroughput: options.OnDemandThroughput ?? settings.onDemandThroughput,
  };
}
