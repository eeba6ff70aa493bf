// What the theme leaves out for people who use a keyboard or a screen reader.
function name() {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  // lists inside a landmark, and the buttons of a code block, are no landmarks of their own
  for (const part of document.querySelectorAll(".md-nav .md-nav, .md-code__nav")) {
    part.setAttribute("role", "none");
    for (const label of ["aria-label", "aria-labelledby", "aria-expanded"]) part.removeAttribute(label);
  }
}

function letScroll() {
  for (const part of document.querySelectorAll('pre > code, .md-typeset__scrollwrap, p:has(> img[src$=".svg"])')) {
    if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
  }
}

// a recording can be read as it is, or played
for (const recording of document.querySelectorAll(".recording")) {
  const button = document.createElement("button");
  button.className = "md-button recording-play";
  button.textContent = "Play";
  button.addEventListener("click", () => {
    recording.classList.remove("plays");
    void recording.offsetWidth; // so that it begins again
    recording.classList.add("plays");
  });
  recording.before(button);
}

// the buttons come after the page
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
addEventListener("load", letScroll); // the theme has wrapped the tables by then
addEventListener("resize", letScroll);
name();
letScroll();
