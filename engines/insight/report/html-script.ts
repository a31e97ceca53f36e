/**
 * What the page can do beyond being read: filter, sort, open all, open the issue that the address names, and copy the id of a
 * rule. Without it everything is there in its order. It writes text only, never markup.
 */
export const script = `
(() => {
const byId = (id) => document.getElementById(id);
const list = byId('list'), filters = byId('filters'), shown = byId('shown');
if (list && filters) {
  const rows = [...list.children].map((element, nth) => ({
    element, nth,
    severity: element.dataset.s, detector: element.dataset.d, state: element.dataset.n,
    confidence: Number(element.dataset.c),
    place: element.querySelector('.at').textContent,
    text: '',
  }));
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const natural = (a, b) => a.localeCompare(b, 'en', { numeric: true });
  const orders = {
    urgency: () => 0,
    file: (a, b) => natural(a.place, b.place),
    detector: (a, b) => compare(a.detector, b.detector),
    confidence: (a, b) => b.confidence - a.confidence,
  };
  const value = (id) => byId(id)?.value ?? '';
  let order = 'urgency';
  const update = () => {
    const words = value('words').toLowerCase().split(/\\s+/).filter(Boolean);
    const severities = [...filters.querySelectorAll('[name=severity]:checked')].map((box) => box.value);
    const detector = value('detector'), state = value('state');
    let count = 0;
    for (const row of rows) {
      if (words.length > 0 && row.text === '') row.text = row.element.textContent.toLowerCase();
      const fits = severities.includes(row.severity) && (detector === '' || row.detector === detector) &&
        (state === '' || row.state === state) && words.every((word) => row.text.includes(word));
      row.element.hidden = !fits;
      if (fits) count += 1;
    }
    if (value('order') !== order) {
      order = value('order');
      list.append(...rows.toSorted((a, b) => orders[order](a, b) || a.nth - b.nth).map((row) => row.element));
    }
    shown.textContent = count === rows.length ? 'All ' + rows.length + ' shown' : count + ' of ' + rows.length + ' shown';
  };
  filters.addEventListener('input', update);
  filters.addEventListener('submit', (event) => event.preventDefault());
  byId('unfold').addEventListener('click', (event) => {
    const open = event.target.getAttribute('aria-pressed') !== 'true';
    event.target.setAttribute('aria-pressed', String(open));
    for (const { element } of rows) if (!element.hidden) element.open = open;
  });
  filters.hidden = false;
  update();
}
const openTarget = () => {
  const target = byId(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView(); }
};
addEventListener('hashchange', openTarget);
openTarget();
const copy = async (rule, button) => {
  try {
    await navigator.clipboard.writeText(rule.textContent);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(rule);
    button.textContent = 'Selected';
  }
};
const addCopy = (details) => {
  const rule = details.querySelector('.rule');
  if (!details.open || !rule || details.querySelector('.copy')) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy rule id';
  button.addEventListener('click', () => copy(rule, button));
  rule.parentElement.append(button);
};
document.addEventListener('toggle', (event) => addCopy(event.target), true);
for (const details of document.querySelectorAll('.i[open]')) addCopy(details);
})();
`;
