// Marks the number in both pages, and shows the notice to readers as it is typed, where it will be on the page.

const PRINTED = "data, h1, td, svg text, figcaption";
const form = document.querySelector("form.decide");
const notices = document.querySelector("#notices");

// What is typed stays while the editor looks at another page of the number, which loads this view again.
const KEPT = `nutgraf-decision ${location.pathname} ${form.elements.seen.value}`;

function keep() {
  const typed = Object.fromEntries([...new FormData(form)].filter(([name]) => !["_xsrf", "seen"].includes(name)));
  sessionStorage.setItem(KEPT, JSON.stringify(typed));
}

function restore() {
  for (const [name, value] of Object.entries(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"))) {
    if (form.elements[name]) form.elements[name].value = value;
  }
}

function mark(frame) {
  const page = frame.contentDocument;
  const texts = JSON.parse(frame.dataset.marks);
  const holds = (element) => {
    const text = element.textContent.trim();
    return texts.some((each) => text === each || (element.matches("h1, svg text, figcaption") && text.includes(each)));
  };
  const found = [...page.querySelectorAll(PRINTED)].filter(holds);
  for (const element of found) {
    element.style.outline = "3px solid #c2410c";
    element.style.outlineOffset = "2px";
  }
  show(found.find((element) => element.matches("data")) ?? found[0]);
}

// Scrolls the frame alone: the view around it stays where the editor is.
function show(element) {
  if (!element) return;
  const page = element.ownerDocument.defaultView;
  const box = element.getBoundingClientRect();
  page.scrollTo(0, page.scrollY + box.top - (page.innerHeight - box.height) / 2);
}

function preview(kind) {
  for (const each of notices.querySelectorAll(".preview")) {
    const words = each.previousElementSibling.value.trim();
    each.textContent = `${each.dataset[kind] ?? ""} ${words}`.trim();
  }
  const page = document.querySelector(".after iframe")?.contentDocument;
  const words = page && [...notices.querySelectorAll(".preview")].find((each) => each.lang === page.documentElement.lang);
  if (words) place(page, kind ? words : null);
}

// The notice in the page as it would be: at the top of its corrections, which follow the headline.
function place(page, words) {
  let notice = page.querySelector("[data-nutgraf-preview]");
  if (!words) return notice?.remove();
  if (!notice) {
    const known = page.querySelector(".corrections ul");
    const header = page.querySelector("article header, main header") ?? page.querySelector("h1");
    if (!known && !header) return;
    notice = page.createElement(known ? "li" : "section");
    notice.dataset.nutgrafPreview = "";
    notice.style.outline = "3px solid #c2410c";
    if (known) {
      known.prepend(notice);
    } else {
      notice.className = "corrections";
      const heading = page.createElement("h2");
      heading.textContent = words.dataset.heading;
      notice.append(heading, page.createElement("p"));
      header.after(notice);
    }
  }
  (notice.querySelector("p") ?? notice).textContent = words.textContent;
}

function update() {
  notices.hidden = !form.elements.notice.value;
  preview(form.elements.notice.value);
}

for (const frame of document.querySelectorAll("iframe[data-marks]")) {
  const ready = () => {
    mark(frame);
    update();
  };
  frame.addEventListener("load", ready);
  if (frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank") ready();
}
form.addEventListener("input", update);
form.addEventListener("input", keep);
form.addEventListener("submit", () => sessionStorage.removeItem(KEPT));
restore();
for (const choice of form.elements.notice) {
  choice.addEventListener("change", () => {
    update();
    show(document.querySelector(".after iframe")?.contentDocument.querySelector("[data-nutgraf-preview]"));
  });
}
update();
