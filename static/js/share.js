/* Adds the two buttons that need a script: copy the address, and the device's own share sheet.
   Their words stand on the section, in the page's language; without a script the address is there as text. */
(function () {
  "use strict";
  var section = document.querySelector(".share");
  if (!section) return;
  var words = section.dataset;
  var address = section.querySelector(".address");
  var row = document.createElement("p");
  var status = document.createElement("span");

  function button(label, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    row.appendChild(made);
  }

  function copied() {
    status.textContent = words.copied;
  }

  /* Without https there is no clipboard: the address is left selected, to be copied by hand. */
  function byHand() {
    var range = document.createRange();
    range.selectNodeContents(address);
    window.getSelection().removeAllRanges();
    window.getSelection().addRange(range);
    if (document.execCommand("copy")) copied();
  }

  button(words.copy, function () {
    status.textContent = "";
    if (!navigator.clipboard) return byHand();
    navigator.clipboard.writeText(address.textContent).then(copied, byHand);
  });
  if (navigator.share) {
    button(words.sheet, function () {
      /* Closing the sheet is no error. */
      navigator.share({ title: document.querySelector("h1").textContent, url: address.textContent }).catch(function () {});
    });
  }
  row.className = "with-script";
  status.setAttribute("role", "status");
  row.appendChild(status);
  section.appendChild(row);
})();
