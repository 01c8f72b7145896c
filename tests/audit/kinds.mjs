// One page of each kind, for the checks that look at a page in a browser.

export const KINDS = {
  "an article": "en/what-is-an-itin/",
  "a timeline": "es/irs-dhs-agreement/",
  "the nation": "en/taxes/us/",
  "a state": "es/taxes/tn/",
  "a state without a figure": "en/taxes/wv/",
  "a front page": "en/",
  "the choice of a language": "",
  "una portada": "es/",
  "a fact sheet": "en/taxes/tn/facts.html",
  "the fact sheet of the site": "facts.html",
  "a figure in a frame": "es/taxes/tn/embed/states/",
  "no such page": "404.html",
  "a page that moved": "en/tax/moved/",
  "a page withdrawn": "es/tax/withdrawn/",
};

/** The kinds that no site had a page of. */
export function missing(seen) {
  const gone = Object.keys(KINDS).filter((kind) => !seen.has(kind));
  return { what: "kinds of page", problems: gone.map((kind) => `${kind}: there is none at ${KINDS[kind]}`), also: `${Object.keys(KINDS).length} kinds` };
}
