/* Tells the page around an embedded figure how tall it is, as AMP frames ask it and as Pym does, and takes that page's
   light or dark: from ?scheme=dark, or from the color of the text around the frame, which our line of script sends. */
(() => {
  const asked = new URLSearchParams(location.search);
  const rules = [];
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told || parent === window) return;
    told = height;
    parent.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
    parent.postMessage(["pym", asked.get("childId") || "", "height", height].join("xPYMx"), "*");
  };
  const paint = (dark) => {
    if (!rules.length)
      for (const sheet of document.styleSheets)
        for (const rule of sheet.cssRules)
          if (rule.media && rule.media.mediaText.includes("prefers-color-scheme: dark")) rules.push(rule);
    for (const rule of rules) rule.media.mediaText = dark ? "screen" : "not all";
    document.documentElement.style.colorScheme = dark ? "dark" : "light";
  };
  if (/^(dark|light)$/.test(asked.get("scheme"))) paint(asked.get("scheme") === "dark");
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("message", ({ data }) => {
    const ink = data && /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)/.exec(data.ink);
    if (ink) paint(ink[1] * 0.299 + ink[2] * 0.587 + ink[3] * 0.114 > 140);
    told = 0;
    tell();
  });
})();
