/* Lets each form be sent once only; of a form whose text would be missed, asks before it is left behind, and sends it
   only where somebody answers. Such a form says so in its data, or an element within it, which then says what is
   wrong. */
(function () {
  "use strict";
  document.querySelectorAll("main form[method=post]").forEach(function (form) {
    var sent = false;
    var told = form.hasAttribute("data-unsaved") ? form : form.querySelector("[data-unsaved]");
    // Before the form's own listeners: they hear of it only when it is really sent.
    if (told) { sendWhereSomebodyAnswers(form, told); }
    form.addEventListener("submit", function (event) {
      if (sent) { event.preventDefault(); return; }
      sent = true;
    });
    // Back from the next page by the browser's own button: the form may be sent again.
    window.addEventListener("pageshow", function () { sent = false; });
    if (!told) { return; }
    // A page that comes back with what was typed has not saved it.
    var typed = told.hasAttribute("data-typed");
    function changed() { typed = true; }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    if (window.CKEDITOR) {
      window.CKEDITOR.on("instanceReady", function (ready) { ready.editor.on("change", changed); });
    }
    window.addEventListener("beforeunload", function (event) {
      if (!typed || sent || form.hasAttribute("data-kept")) { return; }
      event.preventDefault();
      event.returnValue = told.dataset.unsaved;
    });
  });

  /* Saving leaves the page, and without a connection for a page of the browser's own, from which what was typed
     does not come back. So first it is asked whether anybody answers; before whoever counts that as sent. */
  function sendWhereSomebodyAnswers(form, told) {
    var pressed = null, isReachable = false;
    document.addEventListener("click", function (event) {
      pressed = event.target.closest && event.target.closest("button, input[type=submit]");
    }, true);
    document.addEventListener("submit", function (event) {
      if (event.target !== form || event.defaultPrevented) { return; }
      if (isReachable) { isReachable = false; return; }
      var button = pressed && pressed.form === form ? pressed : form.querySelector("button[name], input[type=submit]");
      event.preventDefault();
      event.stopPropagation();
      fetch(told.dataset.door, { credentials: "same-origin", redirect: "manual" }).then(function () {
        isReachable = true;
        button.click();
      }, function () {
        if (told !== form) { told.textContent = told.dataset.notSaved; }
        form.dispatchEvent(new CustomEvent("unreachable"));
      });
    }, true);
  }
})();
