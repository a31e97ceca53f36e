import { parseEnv } from '../../shared/env.ts';
import { productEraser } from '../../shared/product-erasure.ts';
import { ProductErasureEnv } from '../../shared/product-erasure-env.ts';
import { organizationDeleted } from '../auth/events.ts';

export const handler = productEraser(organizationDeleted, 'insight-runner', parseEnv(ProductErasureEnv));
