// The panel in a help desk: whom it shows, where the help desk says so by a message, and a login in a window.
(() => {
  // Chatwoot tells a dashboard app about the conversation. Only sites that the page's policy names can be its parent.
  addEventListener("message", (event) => {
    if (event.source !== window.parent || typeof event.data !== "string") return;
    let contact;
    try {
      const message = JSON.parse(event.data);
      contact = message.event === "appContext" ? message.data?.contact : null;
    } catch {
      return;
    }
    const named = contact?.email ? { email: contact.email } : contact?.phone_number ? { phone: contact.phone_number } : null;
    const search = named && `?${new URLSearchParams(named)}`;
    if (search && search !== location.search) location.replace(location.pathname + search);
  });

  // Browsers that keep the cookies of a frame apart from those of a window ask, after a click, whether to share them.
  document.querySelector(".again")?.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await document.requestStorageAccess?.();
    } catch {
      // Refused: the panel says again that nobody is logged in.
    }
    location.reload();
  });
})();
