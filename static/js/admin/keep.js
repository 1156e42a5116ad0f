/* Asks before typed text is left behind, and lets each form be sent once only. */
(function () {
  "use strict";
  document.querySelectorAll("main form[method=post]").forEach(function (form) {
    // A page that comes back with what was typed has not saved it.
    var typed = form.hasAttribute("data-typed");
    var sent = false;
    function changed() { typed = true; }
    form.addEventListener("submit", function (event) {
      if (sent) { event.preventDefault(); return; }
      sent = true;
    });
    // Back from the next page by the browser's own button: the form may be sent again.
    window.addEventListener("pageshow", function () { sent = false; });
    if (!form.dataset.unsaved) { return; }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    if (window.CKEDITOR) {
      window.CKEDITOR.on("instanceReady", function (ready) { ready.editor.on("change", changed); });
    }
    window.addEventListener("beforeunload", function (event) {
      if (!typed || sent) { return; }
      event.preventDefault();
      event.returnValue = form.dataset.unsaved;
    });
  });
})();
