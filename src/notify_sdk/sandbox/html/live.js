// Shows new messages as they come; without it the page shows them when it is loaded again.
(() => {
  let seen = null;
  setInterval(async () => {
    const { version } = await (await fetch("/_sandbox/version")).json();
    if (seen !== null && version !== seen) {
      const page = new DOMParser().parseFromString(await (await fetch(location.href, { headers: { accept: "text/html" } })).text(), "text/html");
      const fresh = page.getElementById("messages");
      if (fresh) document.getElementById("messages").replaceWith(document.adoptNode(fresh));
    }
    seen = version;
  }, 1000);
})();
