/* Shows the two buttons that need a script: copy the address, and the device's own share sheet. */
(function () {
  "use strict";
  var copy = document.querySelector("[data-copy]");
  var sheet = document.querySelector("[data-share]");
  var status = document.querySelector(".share .status");

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  function done() {
    status.textContent = copy.getAttribute("data-done");
  }

  /* Without https there is no clipboard: the address is left selected, to be copied by hand. */
  function byHand() {
    select(document.getElementById("share-address"));
    if (document.execCommand("copy")) done();
  }

  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", function () {
      status.textContent = "";
      if (navigator.clipboard) {
        navigator.clipboard.writeText(copy.getAttribute("data-copy")).then(done, byHand);
      } else {
        byHand();
      }
    });
  }

  if (sheet && navigator.share) {
    sheet.hidden = false;
    sheet.addEventListener("click", function () {
      var what = { title: sheet.getAttribute("data-title"), url: sheet.getAttribute("data-share") };
      /* Closing the sheet is no error. */
      navigator.share(what).catch(function () {});
    });
  }
})();
