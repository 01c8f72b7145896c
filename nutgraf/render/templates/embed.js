/* Tells the page around an embedded figure how tall it is: as AMP frames ask it, and as Pym does. */
(() => {
  const child = new URLSearchParams(location.search).get("childId") || "";
  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told || parent === window) return;
    told = height;
    parent.postMessage({ sentinel: "amp", type: "embed-size", height }, "*");
    parent.postMessage(["pym", child, "height", height].join("xPYMx"), "*");
  };
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("message", () => { told = 0; tell(); });
})();
