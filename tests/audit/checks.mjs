// What other people's tools find in a built site: one check each, with the site given and what it found handed back.
//
//   check(site, base, kinds) -> { what, also, problems }      base is where the site is served, kinds are pages by name

import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-component-update", "--disable-background-networking"];

/** The file that answers for an address. */
export const page = (path) => (path.endsWith("/") || !path ? `${path}index.html` : path);

/** A site in a folder: its files, those that are pages (all, or the ones named), and where its own address begins. */
export function openSite(folder, named) {
  const files = [...walk(folder)].map((path) => relative(folder, path)).sort();
  const text = (name) => readFileSync(join(folder, name), "utf8");
  // A body fragment is no page: its shell is another site's.
  const pages = named ?? files.filter((name) => name.endsWith(".html") && !name.endsWith("body.html"));
  const address = files.includes("index.html") ? text("index.html").match(/<link rel="canonical" href="([^"]+)"/)?.[1] : undefined;
  return { folder, files, pages, text, address };
}

function* walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* walk(path);
    else yield path;
  }
}

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".js": "text/javascript", ".json": "application/json", ".csv": "text/csv", ".xml": "application/xml", ".txt": "text/plain" };

/** Serve a site on this machine, compressed, its assets cacheable for ever. */
export function serve(site) {
  const server = createServer((request, answer) => {
    let name = decodeURIComponent(new URL(request.url, "http://localhost").pathname).slice(1);
    if (name === "" || name.endsWith("/")) name += "index.html";
    if (!site.files.includes(name)) return answer.writeHead(404).end(site.files.includes("404.html") ? site.text("404.html") : "");
    const cache = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "public, max-age=300";
    answer.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "content-encoding": "gzip", "cache-control": cache });
    answer.end(gzipSync(readFileSync(join(site.folder, name))));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

async function nuSays(jar, addresses) {
  const options = ["-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", jar, "--stdout", "--exit-zero-always", "--format", "json"];
  const { stdout } = await promisify(execFile)("java", [...options, ...addresses], { maxBuffer: 1 << 28 });
  return JSON.parse(stdout).messages;
}

// Over loopback, for to a checker that reads files the site's own stylesheet is another origin's.
async function nu(site, base) {
  const jar = join(here, "node_modules/vnu-jar/build/dist/vnu.jar");
  const what = "Nu HTML checker, errors and warnings";
  const problems = [];
  for (let n = 0; n < site.pages.length; n += 200) {
    const batch = site.pages.slice(n, n + 200).map((name) => base + name);
    let said;
    try {
      said = await nuSays(jar, batch);
      const late = said.filter((each) => each.subType === "io").map((each) => each.url); // a busy machine
      if (late.length) said = [...said.filter((each) => each.subType !== "io"), ...(await nuSays(jar, late))];
    } catch (error) {
      return { what, problems: [`java could not run it (Java 17 or newer is needed): ${error.message.slice(0, 200)}`] };
    }
    for (const each of said)
      problems.push(`${(each.url ?? "").replace(base, "")}:${each.lastLine} ${each.subType ?? each.type}: ${each.message.slice(0, 160)}`);
  }
  return { what, problems, also: `${site.pages.length} pages` };
}

const RULES = {
  "long-title": "off", // A headline with the site's name may be longer than a search engine shows.
  "no-inline-style": "error",
  "no-redundant-role": "error",
  "require-sri": "off", // Nothing comes from another host.
  "no-trailing-whitespace": "off", // A matter of bytes, not of readers.
  "svg-focusable": "off", // For a browser that is gone.
  "attribute-empty-style": "off",
  "void-style": ["error", { style: "omit" }],
};

async function htmlValidate(site) {
  const { HtmlValidate, FileSystemConfigLoader } = await import("html-validate");
  const checker = new HtmlValidate(new FileSystemConfigLoader({ root: true, extends: ["html-validate:recommended", "html-validate:a11y"], rules: RULES }));
  const problems = [];
  for (const name of site.pages) {
    const { results } = await checker.validateString(site.text(name), join(here, "page.html"));
    for (const { messages } of results) for (const each of messages) problems.push(`${name}:${each.line} ${each.ruleId}: ${each.message}`);
  }
  return { what: "html-validate, recommended and a11y", problems, also: `${site.pages.length} pages` };
}

async function links(site) {
  const ids = new Map();
  const idsOf = (name) => ids.get(name) ?? ids.set(name, new Set([...site.text(name).matchAll(/\sid="([^"]+)"/g)].map((found) => found[1]))).get(name);
  const there = new Set(site.files);
  // The page of a missing address may be shown at any depth: with a known address its links begin at the site's root.
  const root = new URL(site.address ?? "http://x/").pathname;
  const problems = [];
  for (const name of site.pages) {
    for (const [, raw] of site.text(name).matchAll(/\s(?:href|src)="([^"]*)"/g)) {
      const href = raw.replaceAll("&amp;", "&");
      if (/^[a-z]+:/.test(href)) continue;
      const [path, fragment] = href.split("#");
      const target = path.startsWith(root) ? path.slice(root.length) : path ? posix.normalize(posix.join(posix.dirname(name), path)).replace(/^\/+/, "") : name;
      if (!there.has(target) && !there.has(posix.join(target, "index.html"))) problems.push(`${name}: ${href} is not there`);
      else if (fragment && target.endsWith(".html") && !idsOf(target).has(fragment)) problems.push(`${name}: ${href} has no such place`);
    }
  }
  return { what: "links and fragments within the site", problems, also: `${site.pages.length} pages` };
}

// Links once more by a tool of others', which resolves the site's own address too.
async function hyperlink(site, base, kinds) {
  const options = ["--root", site.folder, "-i", "-r", ...(site.address ? ["--canonicalroot", site.address] : [])];
  const starts = ["index.html", "404.html", ...kinds.map(([, path]) => page(path))].map((name) => join(site.folder, name));
  // Into a file, for what it has not written to a pipe when it ends is lost.
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  const out = openSync(join(folder, "said"), "w");
  spawnSync(process.execPath, [join(here, "node_modules/hyperlink/lib/cli.js"), ...options, ...new Set(starts)], { stdio: ["ignore", out, "ignore"] });
  const said = readFileSync(join(folder, "said"), "utf8");
  rmSync(folder, { recursive: true });
  const count = Number(said.match(/^# tests (\d+)/m)?.[1] ?? 0);
  // It writes a drawing's spaces as &nbsp; before it reads it as XML, which knows no such thing.
  const problems = said.split("\n").filter((line) => /^not ok/.test(line) && !/Failed loading inline Svg/.test(line));
  return { what: "hyperlink, links and fragments", problems: count ? problems : ["it did not come to its end"], also: `${count} links` };
}

async function jsonLd(site) {
  const folder = mkdtempSync(join(tmpdir(), "audit-"));
  const lines = ['import type { Dataset, NewsArticle, WithContext } from "schema-dts";'];
  let count = 0;
  for (const name of site.pages)
    for (const [, json] of site.text(name).matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g)) {
      const said = JSON.parse(json);
      // The rows of a data set's own describe what is free text in schema.org; its shape is what can be checked.
      lines.push(`// ${name}\nconst d${count++}: WithContext<${said["@type"]}> = ${JSON.stringify(said)};`);
    }
  lines.push(`export const all = [${[...Array(count).keys()].map((n) => `d${n}`).join(", ")}].length;`);
  writeFileSync(join(folder, "all.ts"), lines.join("\n"));
  symlinkSync(join(here, "node_modules"), join(folder, "node_modules"));
  const problems = [];
  try {
    execFileSync(process.execPath, [join(here, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--moduleResolution", "bundler", "--module", "esnext", join(folder, "all.ts")], { encoding: "utf8" });
  } catch (error) {
    const listed = lines.join("\n").split("\n");
    for (const line of String(error.stdout).split("\n").filter((each) => /error TS/.test(each))) {
      const at = Number(line.match(/\((\d+),/)?.[1] ?? 1);
      problems.push(`${listed[at - 2]}: ${line.slice(line.indexOf("error")).slice(0, 300)}`);
    }
  }
  rmSync(folder, { recursive: true });
  return { what: "JSON-LD by the types of schema-dts", problems, also: `${count} objects` };
}

async function feeds(site) {
  const found = site.files.filter((name) => name.endsWith("feed.xml"));
  const problems = [];
  for (const name of found) {
    const feed = site.text(name);
    const entries = feed.match(/<entry>[\s\S]*?<\/entry>/g) ?? [];
    const ids = [...feed.matchAll(/<id>([^<]+)<\/id>/g)].map((each) => each[1]);
    if (!feed.includes('xmlns="http://www.w3.org/2005/Atom"')) problems.push(`${name}: not Atom`);
    for (const [part, where] of [[feed.split("<entry>")[0], "feed"], ...entries.map((each, n) => [each, `entry ${n + 1}`])])
      for (const tag of ["id", "title", "updated"]) if (!part.includes(`<${tag}`)) problems.push(`${name}, ${where}: no ${tag}`);
    if (new Set(ids).size !== ids.length) problems.push(`${name}: an id stands twice`);
    for (const [, stamp] of feed.matchAll(/<(?:updated|published)>([^<]+)</g))
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(stamp)) problems.push(`${name}: ${stamp} is no RFC 3339 time`);
    if (!/<author>/.test(feed.split("<entry>")[0]) && entries.some((each) => !each.includes("<author>"))) problems.push(`${name}: no author`);
    if (!/<link [^>]*rel="self"/.test(feed)) problems.push(`${name}: no link to itself`);
  }
  return { what: "Atom feeds by RFC 4287", problems, also: found.length ? `${found.length} feeds` : "no feed: site_url is not set" };
}

async function withChrome(look) {
  const { default: puppeteer } = await import("puppeteer");
  const chrome = await puppeteer.launch({ executablePath: process.env.CHROME_PATH, args: QUIET });
  try {
    return await look(chrome);
  } finally {
    await chrome.close();
  }
}

async function sniffed(site, base, kinds) {
  const { default: pa11y } = await import("pa11y");
  const problems = [];
  await withChrome(async (chrome) => {
    for (const [kind, path] of kinds) {
      const { issues } = await pa11y(base + page(path), { browser: chrome, runners: ["htmlcs"], standard: "WCAG2AA", includeWarnings: false, timeout: 60000 });
      for (const each of issues) problems.push(`${kind}: ${each.code} ${each.message.slice(0, 120)} ${each.context?.slice(0, 80)}`);
    }
  });
  return { what: "pa11y (HTML_CodeSniffer), WCAG 2 AA", problems, also: `${kinds.length} kinds of page` };
}

// Nothing may be refused, as the page comes or with all of it opened.
async function policy(site, base, kinds) {
  const problems = [];
  await withChrome(async (chrome) => {
    for (const [kind, path] of kinds) {
      const open = await chrome.newPage();
      open.on("console", (message) => problems.push(`${kind}: ${message.text().slice(0, 200)}`));
      open.on("pageerror", (error) => problems.push(`${kind}: ${error.message.slice(0, 200)}`));
      await open.goto(base + page(path), { waitUntil: "networkidle0" });
      await open.evaluate(() => document.querySelectorAll("details, .explore button").forEach((each) => (each.matches("details") ? (each.open = true) : each.click())));
      await open.waitForNetworkIdle({ idleTime: 200 });
      if (!(await open.$('meta[http-equiv="Content-Security-Policy"]'))) problems.push(`${kind}: has no policy`);
      await open.close();
    }
  });
  return { what: "content security policy and console", problems, also: `${kinds.length} kinds of page, explored` };
}

async function lighthouse(site, base, kinds) {
  const { default: run } = await import("lighthouse");
  const { launch } = await import("chrome-launcher");
  const chrome = await launch({ chromePath: process.env.CHROME_PATH, chromeFlags: ["--headless=new", ...QUIET] });
  const problems = [];
  const scores = [];
  for (const [kind, path] of kinds) {
    const look = async () => (await run(base + path, { port: chrome.port, logLevel: "silent", output: "json" })).lhr;
    let lhr = await look();
    // Speed is measured, and a busy machine is slow: a page is asked twice more before it is blamed.
    for (let n = 0; n < 2 && lhr.categories.performance.score < 1; n++) lhr = await look();
    const noindex = /<meta name="robots" content="noindex/.test(site.text(page(path)));
    const requests = lhr.audits["network-requests"].details.items;
    // A page that leads on is followed, and its requests are those of two pages.
    const most = /http-equiv="refresh"/.test(site.text(page(path))) ? 8 : 4;
    const bytes = requests.reduce((sum, each) => sum + each.transferSize, 0);
    const marks = Object.values(lhr.categories).map((each) => (each.id === "seo" && noindex ? "noindex" : Math.round(each.score * 100)));
    scores.push([kind, ...marks, requests.length, (bytes / 1024).toFixed(1), lhr.audits["cumulative-layout-shift"].numericValue, lhr.audits["largest-contentful-paint"].displayValue]);
    for (const each of Object.values(lhr.categories))
      if (each.score < 1 && !(each.id === "seo" && noindex)) {
        const why = each.auditRefs.map((ref) => lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1 && audit.scoreDisplayMode !== "informative");
        problems.push(`${kind}: ${each.id} ${Math.round(each.score * 100)} (${why.map((audit) => audit.id).join(", ")})`);
      }
    if (requests.length > most) problems.push(`${kind}: ${requests.length} requests`);
    if (requests.some((each) => !each.url.startsWith(base) && !each.url.startsWith("data:"))) problems.push(`${kind}: asks another host`);
  }
  await chrome.kill();
  return { what: "Lighthouse, mobile", problems, also: `${kinds.length} kinds of page`, scores };
}

/** Every check of `make audit`, in order; `make audit-proof` shows of each that it can fail. */
export const CHECKS = { nu, htmlValidate, links, hyperlink, jsonLd, feeds, sniffed, policy, lighthouse };
