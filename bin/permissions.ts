import { writeFileSync } from 'node:fs';
import { permissionsMarkdown } from '../build/permissions.ts';

writeFileSync('docs/permissions.md', permissionsMarkdown());
