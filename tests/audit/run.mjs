// Looks over a built site with other people's tools, and says what each found. Nothing leaves this machine.
//
//   node run.mjs [FOLDER...] [--quick]      FOLDER is ../../build/site unless named; --quick leaves Lighthouse out
//
// A kind of page that no folder has is a finding too: a check that looked at nothing has found nothing out.

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CHECKS, openSite, page, serve } from "./checks.mjs";
import { KINDS, missing } from "./kinds.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const sites = (named.length ? named : [join(here, "../../build/site")]).map((folder) => resolve(folder));
const quick = process.argv.includes("--quick");

const summary = [];
const scores = [];
let failed = 0;

function report({ what, problems, also = "" }) {
  failed += problems.length;
  summary.push([what, also, problems.length]);
  console.log(`${problems.length ? "FAIL" : "ok  "}  ${what}: ${problems.length ? `${problems.length} found` : "nothing found"}${also && ` on ${also}`}`);
  for (const problem of problems.slice(0, 20)) console.log(`        ${problem}`);
  if (problems.length > 20) console.log(`        and ${problems.length - 20} more`);
}

function table(head, rows) {
  const wide = head.map((word, n) => Math.max(word.length, ...rows.map((row) => String(row[n]).length)));
  const line = (cells) => cells.map((cell, n) => (n ? String(cell).padStart(wide[n]) : String(cell).padEnd(wide[n]))).join("  ").trimEnd();
  console.log(["", line(head), wide.map((size) => "-".repeat(size)).join("  "), ...rows.map(line)].join("\n"));
}

const seen = new Set();
for (const folder of sites) {
  const site = openSite(folder);
  console.log(`${site.pages.length} pages in ${folder}`);
  const kinds = Object.entries(KINDS).filter(([kind, path]) => !seen.has(kind) && site.files.includes(page(path)));
  kinds.forEach(([kind]) => seen.add(kind));
  const server = await serve(site);
  const base = `http://127.0.0.1:${server.address().port}/`;
  for (const [name, check] of Object.entries(CHECKS)) {
    if (quick && name === "lighthouse") continue;
    const found = await check(site, base, kinds);
    scores.push(...(found.scores ?? []));
    report(found);
  }
  server.close();
}
report(missing(seen));
table(["check", "on", "found"], summary);
if (scores.length) table(["Lighthouse, mobile", "performance", "accessibility", "best practices", "SEO", "requests", "KB", "CLS", "LCP"], scores);
console.log(failed ? `\n${failed} found.` : "\nNothing found.");
process.exit(failed ? 1 : 0);
