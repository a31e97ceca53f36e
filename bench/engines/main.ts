import { measureEngines } from './measure.ts';
import { engineTables } from './tables.ts';

/** This part of the bench alone; it writes no file. */
for (const each of engineTables(await measureEngines())) console.log(each);
