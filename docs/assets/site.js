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

// the buttons come after the page
new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
addEventListener("load", letScroll); // the theme has wrapped the tables by then
addEventListener("resize", letScroll);
name();
letScroll();
