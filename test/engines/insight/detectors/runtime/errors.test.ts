import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/runtime/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the runtime detector, of errors', () => {
  it('tells of what is thrown and is no Error', () =>
    expectMarked(
      detector,
      `
export function f(x) {
  if (x === 1) throw 'broken'; //! throw-literal
  if (x === 2) throw \`broken \${x}\`; //! throw-literal
  if (x === 3) throw 'broken ' + x; //! throw-literal
  if (x === 4) throw { status: 404 }; //! throw-literal
  if (x === 5) throw new Error('broken');
  if (x === 6) throw x;
  if (x === 7) throw redirect('/');
  throw x as Error;
}
`,
    ));

  it('tells of errors that are swallowed', () =>
    expectMarked(
      detector,
      `
try { a(); } catch {} //! empty-catch
b().catch(() => {}); //! empty-catch
try { a(); } catch { /* It may be gone already. */ }
try { a(); } catch { c = undefined; }
try { fs.unlinkSync(path); } catch {}
try { await handle?.close(); } catch {}
b().catch(() => { /* Nobody waits for it. */ });
b().catch(() => undefined);
b().catch(noop);
`,
    ));
});
