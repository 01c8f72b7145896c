// HTML of a kernel as inert nodes: elements and attributes that are not listed here are left out.
const ELEMENTS = new Set(
  (
    'a abbr aside b bdi blockquote br caption cite code col colgroup data dd del details div dl dt em figcaption ' +
    'figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s section small span strong sub summary sup ' +
    'table tbody td tfoot th thead time tr ul var'
  ).split(' ')
);
const DROPPED_WITH_TEXT = new Set(['script', 'style', 'template', 'iframe', 'object', 'embed', 'svg', 'math']);
const ATTRIBUTES = new Set('class lang dir title href src alt colspan rowspan scope value open start data-claim'.split(' '));
const ADDRESS = /^(https?:|mailto:|[#/.]|[^:]*$)/i;

/** The nodes of some HTML. */
export function safeNodes(html: string): DocumentFragment {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const nodes = document.createDocumentFragment();
  parsed.body.childNodes.forEach(node => copy(node, nodes));
  return nodes;
}

function copy(node: Node, into: Node): void {
  if (node.nodeType === Node.TEXT_NODE) {
    into.appendChild(document.createTextNode(node.textContent ?? ''));
    return;
  }
  if (!(node instanceof Element) || DROPPED_WITH_TEXT.has(node.localName)) {
    return;
  }
  let made = into;
  if (ELEMENTS.has(node.localName)) {
    const element = document.createElement(node.localName);
    for (const { name, value } of Array.from(node.attributes)) {
      const isAddress = name === 'href' || name === 'src';
      if (ATTRIBUTES.has(name) && (!isAddress || ADDRESS.test(value.trim()))) {
        element.setAttribute(name, value);
      }
    }
    made = into.appendChild(element);
  }
  node.childNodes.forEach(child => copy(child, made));
}
