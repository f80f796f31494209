// Answer interviews in a form as the engine of ODK Web Forms understands it; print what was asked and what it refused.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { createRequire } from 'node:module';

// the parser of the engine looks for these two, which modules do not have
globalThis.__dirname = import.meta.dirname ?? '.';
globalThis.require = createRequire(import.meta.url);
const { window } = new JSDOM('');
for (const name of Object.getOwnPropertyNames(window)) {
  if (/^[A-Z]/.test(name) && !(name in globalThis)) globalThis[name] = window[name];
}
globalThis.document = window.document;
const { createInstance } = await import('@getodk/xforms-engine');

const [form, path] = process.argv.slice(2);
const xml = readFileSync(form, 'utf8');
const interviews = JSON.parse(readFileSync(path, 'utf8'));

function* leaves(node) {
  const children = node.currentState.children;
  if (children === null) yield node;
  else for (const child of children) yield* leaves(child);
}

function answer(node, given) {
  if (node.nodeType === 'select') node.selectValues(Array.isArray(given) ? given : [given]);
  else node.setValue(given);
}

const results = [];
for (const interview of interviews) {
  const { root } = await createInstance(xml);
  const asked = [];
  const refused = [];
  const other = [];
  for (const node of leaves(root)) {
    const name = node.definition.nodeName ?? node.currentState.reference.split('/').pop();
    if (!node.currentState.relevant) continue;
    if (!(name in interview)) { other.push(name); continue; }
    asked.push(name);
    const given = interview[name];
    if (node.nodeType === 'select') {
      const offered = node.currentState.valueOptions.map((item) => item.value);
      for (const code of [given].flat()) if (!offered.includes(code)) refused.push(`${name}: ${code} is not offered`);
    }
    answer(node, given);
    if (node.validationState.violation) refused.push(`${name}: ${node.validationState.violation.condition}`);
  }
  results.push({ asked, refused, other });
}
process.stdout.write(JSON.stringify(results));
