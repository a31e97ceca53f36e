import { writeFileSync } from 'node:fs';
import { commonPasswordFilter } from '../build/common-passwords/common-passwords.ts';

const target = 'lambdas/auth/user/common-passwords.bin';
const filter = commonPasswordFilter(process.argv[2]);
writeFileSync(target, filter);
console.log(`${target}: ${filter.length} bytes`);
