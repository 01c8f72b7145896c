// Shows a page again when it was made again, and tells the desk which cell a paragraph comes from.
// The published site has none of this. Messages go to windows of the same origin only.
(() => {
  const own = document.currentScript;
  const stamp = own.dataset.stamp;
  const root = new URL("../", own.src);
  const page = location.pathname.slice(root.pathname.length - 1);
  const kept = `nutgraf-scroll:${page}`;

  async function reloadOnceNew() {
    const asked = new URL(`_preview/changes?page=${encodeURIComponent(page)}&since=${stamp}`, root);
    for (;;) {
      try {
        const answer = await fetch(asked, { cache: "no-store" });
        if (!answer.ok) throw new Error(answer.statusText);
        if ((await answer.text()) !== stamp) {
          sessionStorage.setItem(kept, String(scrollY));
          return location.reload();
        }
      } catch {
        await new Promise((done) => setTimeout(done, 1000));
      }
    }
  }

  function scrollBack() {
    history.scrollRestoration = "manual"; // the browser's own would hide a new bar above the page
    const y = sessionStorage.getItem(kept);
    sessionStorage.removeItem(kept);
    if (y !== null) scrollTo(0, Number(y));
  }

  const send = (message) => parent !== window && parent.postMessage(message, location.origin);

  function sendCell(event) {
    const block = event.target.closest?.("[data-cell]");
    if (block && !event.target.closest("a, button, summary, input, textarea")) {
      send({ type: "nutgraf:cell", notebook: notebook(), cell: block.dataset.cell });
    }
  }

  // Readers' systems choose light or dark; in a frame of the desk, its chooser does.
  function setScheme(scheme) {
    document.documentElement.style.colorScheme = scheme;
    for (const sheet of document.styleSheets) setMedia(sheet.cssRules, scheme);
  }

  function setMedia(rules, scheme) {
    for (const rule of rules) {
      if (!rule.media) continue;
      const asked = (rule.nutgrafMedia ??= rule.media.mediaText);
      rule.media.mediaText = asked.replace(/\(prefers-color-scheme: (\w+)\)/g, (_, wanted) =>
        wanted === scheme ? "(min-width: 0)" : "(max-width: 0)");
    }
  }

  function receive(event) {
    if (event.origin !== location.origin || event.source !== parent || parent === window) return;
    if (event.data?.type === "nutgraf:scheme") setScheme(event.data.scheme === "dark" ? "dark" : "light");
    if (event.data?.type === "nutgraf:show") showCell(event);
  }

  const notebook = () => document.querySelector("[data-notebook]")?.dataset.notebook;

  function showCell(event) {
    for (const before of document.querySelectorAll(".preview-here")) before.classList.remove("preview-here");
    if (event.data.notebook && event.data.notebook !== notebook()) return; // cells of two notebooks may have the same name
    const blocks = [...document.querySelectorAll("[data-cell]")].filter(({ dataset }) => dataset.cell === event.data.cell);
    for (const block of blocks) block.classList.add("preview-here");
    blocks[0]?.scrollIntoView({ block: "nearest" });
  }

  addEventListener("message", receive);
  addEventListener("click", sendCell);
  scrollBack();
  const failed = Boolean(document.querySelector('.preview-bar[role="status"]'));
  send({ type: "nutgraf:page", path: page, title: document.title, failed });
  reloadOnceNew();
})();
