// Shows what changes while a page is open; without it the page shows it when it is loaded again.

const version = () => document.getElementById("version")?.dataset.version;

async function look() {
  if (document.hidden || version() === undefined) return;
  const gone = document.getElementById("gone");
  try {
    const now = await (await fetch("/_sandbox/version")).json();
    if (String(now.version) !== version()) {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // another page, such as that of an inbox that is no longer empty
      if (page.getElementById("version")?.dataset.empty !== document.getElementById("version").dataset.empty) update(page, "content");
      else for (const { id } of document.querySelectorAll("[data-live]")) update(page, id);
    }
    gone.hidden = true;
  } catch {
    gone.hidden = false;
  }
}

// Replaces only what has changed, so that focus, selection and what is open stay where they are.
function update(page, id) {
  const old = document.getElementById(id);
  const fresh = page.getElementById(id) && document.adoptNode(page.getElementById(id));
  if (!fresh) return;
  for (const details of fresh.querySelectorAll("details[id]")) details.open = document.getElementById(details.id)?.open ?? false;
  for (const button of fresh.querySelectorAll(".copy")) button.hidden = false;
  if (old.isEqualNode(fresh)) return;
  const focused = document.activeElement?.id;
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  const items = [...fresh.children];
  if (items.length && items.every((item) => item.id)) {
    const kept = new Map(items.map((item) => [item.id, item]));
    for (const item of [...old.children]) if (!kept.get(item.id)?.isEqualNode(item)) item.remove();
    let next = old.firstElementChild;
    for (const item of items) {
      if (next?.id === item.id) next = next.nextElementSibling;
      else flash(old.insertBefore(item, next));
    }
  } else {
    old.replaceChildren(...fresh.childNodes);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function flash(item) {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) item.animate([{ backgroundColor: "var(--good)" }, {}], 2000);
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copies).textContent;
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

// The frame of an email is as high as the email.
function fit(frame) {
  const shown = frame.contentDocument?.documentElement;
  if (!shown) return;
  const size = () => (frame.style.height = `${shown.querySelector("main")?.offsetHeight ?? 300}px`);
  size();
  new ResizeObserver(size).observe(shown);
}

for (const button of document.querySelectorAll(".copy")) button.hidden = false;
document.addEventListener("click", (event) => event.target.closest?.(".copy") && copy(event.target.closest(".copy")));
for (const frame of document.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => fit(frame));
  if (frame.contentDocument?.readyState === "complete") fit(frame);
}
setInterval(look, 1000);
