// Shows new messages as they come; without it the page shows them when it is loaded again.
setInterval(async () => {
  const shown = document.getElementById("messages");
  const { version } = await (await fetch("/_sandbox/version")).json();
  if (String(version) !== shown.dataset.version) {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("messages");
    if (fresh) shown.replaceWith(document.adoptNode(fresh));
  }
}, 1000);
