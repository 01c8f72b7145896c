// Shows of every check of `make audit` that it can fail: plants faults in a copy of a built site and looks on.
//
//   node prove.mjs [FOLDER]      FOLDER is ../../build/site unless named; it stays as it is
//
// That a check finds nothing where there is nothing is what `make audit` itself shows. A check with no fault here, and a
// fault that has no place left to be planted, are told like a fault that was not found.

import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CHECKS, openSite, serve } from "./checks.mjs";
import { KINDS, missing } from "./kinds.mjs";

const PAGE = "en/what-is-an-itin/index.html";
const END = "</article>";
const UNREAD = "a picture without a word for it";

// check: [what is planted, where, in place of what, the planted text, what the check must say]
const FAULTS = {
  nu: [
    ["an id that stands twice", PAGE, END, '<p id="content">x</p></article>', /error: Duplicate ID/],
    ["a section without a heading, a warning", PAGE, END, "<section><p>x</p></section></article>", /warning: .*heading/],
  ],
  htmlValidate: [
    ["a button that would send a form", PAGE, END, "<button>x</button></article>", /no-implicit-button-type/],
    ["a style in an attribute", PAGE, END, '<p style="color:red">x</p></article>', /no-inline-style/],
  ],
  links: [
    ["a link to no page", PAGE, END, '<a href="../gone/index.html">x</a></article>', /\.\.\/gone\/index\.html is not there/],
    ["a link to no place on a page", PAGE, END, '<a href="../taxes/tn/index.html#gone">x</a></article>', /#gone has no such place/],
  ],
  hyperlink: [
    ["a link to no page", PAGE, END, '<a href="../gone/index.html">x</a></article>', /en\/gone\/index\.html/],
    ["a link to no place on the page", PAGE, END, '<a href="#gone">x</a></article>', /gone/],
  ],
  jsonLd: [
    ["a misspelled field", PAGE, '"headline":', '"headlin":', /headlin\b.* does not exist/],
    ["a kind that schema.org has not", "es/irs-dhs-agreement/index.html", '"@type": "NewsMediaOrganization"', '"@type": "NewsDesk"', /NewsDesk/],
  ],
  feeds: [
    ["an entry without a date", "en/feed.xml", /<entry>([\s\S]*?)<updated>[^<]*<\/updated>/, "<entry>$1", /entry 1: no updated/],
    ["a day where a time must stand", "es/feed.xml", /T00:00:00Z<\/updated>/, "</updated>", /is no RFC 3339 time/],
  ],
  sniffed: [
    [UNREAD, PAGE, END, '<img src="card.png"></article>', /1_1_1/],
    ["pale gray words on white", /^assets\/nutgraf\..*css$/, /$/, ".dek{color:#ccc!important}", /1_4_3/],
  ],
  policy: [
    ["a script that the policy does not name", PAGE, END, "<script>window.x=1</script></article>", /Content Security Policy/],
    ["a page without a policy", "es/irs-dhs-agreement/index.html", /<meta http-equiv="Content-Security-Policy"[^>]*>/, "", /has no policy/],
    ["a script that fails once a reader explores", /^assets\/explore\..*js$/, /^/, 'throw new Error("planted");', /planted/],
  ],
  lighthouse: [
    ["words that are pushed down as they are read", PAGE, END, `<script>setTimeout(()=>document.body.prepend(Object.assign(document.createElement("p"),{style:"height:900px"})),900)</script></article>`, /performance \d+ .*cumulative-layout-shift/],
    [UNREAD, PAGE, END, '<img src="card.png?1" width="9" height="9"></article>', /accessibility \d+ .*image-alt/],
    ["an error in the console", PAGE, END, "<script>throw 1</script></article>", /best-practices \d+ .*errors-in-console/],
    ["a page that says nothing of itself", PAGE, /<meta name="description"[^>]*>/, "", /seo \d+ .*meta-description/],
    ["a fifth request, and a sixth", PAGE, END, '<img src="card.png?2" alt="" width="9" height="9"><img src="card.png?3" alt="" width="9" height="9"></article>', /\d requests$/],
    ["a picture from another host", PAGE, END, '<img src="http://127.0.0.1:9/x.png" alt="" width="9" height="9"></article>', /asks another host/],
    // With a policy none of these could happen; that it is gone is not for Lighthouse to find.
    ["no policy", PAGE, /<meta http-equiv="Content-Security-Policy"[^>]*>/, ""],
  ],
};

/** A copy of a site that shares its files with it; what is planted in one of them takes that file's place. */
function spoiled(whole, faults) {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  for (const name of whole.files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    try {
      linkSync(join(whole.folder, name), join(folder, name));
    } catch {
      copyFileSync(join(whole.folder, name), join(folder, name));
    }
  }
  const texts = new Map();
  for (const [fault, where, place, text] of faults) {
    const name = whole.files.find((each) => (where instanceof RegExp ? where.test(each) : each === where));
    const before = name && (texts.get(name) ?? whole.text(name));
    const after = before?.replace(place, text);
    if (!name || after === before) console.log(`      ${fault}: there is no ${place} in ${where}`);
    else texts.set(name, after);
  }
  for (const [name, text] of texts) {
    rmSync(join(folder, name));
    writeFileSync(join(folder, name), text);
  }
  const pages = [...texts.keys()].filter((name) => name.endsWith(".html"));
  return openSite(folder, pages.length ? pages : [PAGE]);
}

function tell(what, fault, found) {
  lost += found ? 0 : 1;
  console.log(`${found ? "found    " : "NOT FOUND"}  ${what}: ${fault}`);
}

const here = dirname(fileURLToPath(import.meta.url));
const whole = openSite(resolve(process.argv[2] ?? join(here, "../../build/site")));
let lost = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  const faults = FAULTS[name] ?? [];
  if (!faults.length) tell(name, "no fault is planted for it", false);
  const site = spoiled(whole, faults);
  const server = await serve(site);
  const kinds = site.pages.map((path) => [path, path.replace(/index\.html$/, "")]);
  const { what, problems } = await check(site, `http://127.0.0.1:${server.address().port}/`, kinds);
  for (const [fault, , , , says] of faults) if (says) tell(what, fault, problems.some((problem) => says.test(problem)));
  server.close();
  rmSync(site.folder, { recursive: true });
}
const { what, problems } = missing(new Set(Object.keys(KINDS).slice(1)));
tell(what, "a site without an article", problems.length === 1 && problems[0].startsWith(Object.keys(KINDS)[0]));
console.log(lost ? `\n${lost} not found.` : "\nEvery check can fail.");
process.exit(lost ? 1 : 0);
