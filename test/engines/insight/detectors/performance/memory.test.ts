import { describe, it } from 'vitest';
import { detector } from '../../../../../engines/insight/detectors/performance/detector.ts';
import { expectMarked } from '../../syntax/marked-lines.ts';

describe('the performance detector, of copies, files and rendering', () => {
  it('tells of copies through JSON', () =>
    expectMarked(
      detector,
      `
const a = JSON.parse(JSON.stringify(x)); //! json-clone
const b = JSON.parse(JSON.stringify(x, replacer));
const c = JSON.parse(text);
const d = JSON.parse(JSON.stringify(x), reviver);
function f(JSON) { return JSON.parse(JSON.stringify(x)); }
`,
    ));

  it('tells of a file of more than 500 KB', async () => {
    const lines = (kilobytes: number) => `f('${'x'.repeat(55)}');\n`.repeat(kilobytes * 17);
    await expectMarked(detector, `f(); //! large-file\n${lines(512)}`);
    await expectMarked(detector, lines(400));
  });

  it('tells of props and values that are new at each render', () =>
    expectMarked(
      detector,
      `
import React, { memo, createContext, useMemo } from 'react';
const Row = memo(function Row(props) { return <b {...props} />; });
const Cell = React.memo(Plain, same);
const Theme = createContext(null);
const fixed = { a: 1 };
export function Table({ rows, onPick }) {
  const value = { rows };
  const kept = useMemo(() => ({ rows }), [rows]);
  const style = [1];
  return (
    <Theme.Provider value={{ rows }}> //! unstable-context-value
      <Theme.Provider value={value}> //! unstable-context-value
        <Row onClick={() => onPick(1)} //! unstable-memo-prop
          style={style} //! unstable-memo-prop
          label="x" rows={rows} fixed={fixed} kept={kept} onPick={onPick} />
        <Cell style={{}} />
        <Plain style={{}} onClick={() => {}} />
        <Theme.Provider value={kept} />
        <Theme.Provider value={fixed} />
      </Theme.Provider>
    </Theme.Provider>
  );
}
export const once = <Theme.Provider value={{ a: 1 }} />;
`,
      'src/a.tsx',
    ));

  it('tells of effects that render for ever', () =>
    expectMarked(
      detector,
      `
import { useEffect, useState } from 'react';
export function A({ items }) {
  const [list, setList] = useState([]);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => { setList(items.filter(Boolean)); }); //! effect-sets-state
  useEffect(() => { setList(items.filter(Boolean)); }, [items]);
  useEffect(() => { setIsOpen(true); });
  useEffect(() => { if (items.length !== list.length) setList(items); });
  useEffect(() => { on(() => setList(items)); });
  useEffect(() => { document.title = list.length; });
  return <b />;
}
`,
      'src/a.tsx',
    ));

  it('leaves code of tests alone', () => expectMarked(detector, 'JSON.parse(JSON.stringify(x));', 'src/a.test.ts'));
});
