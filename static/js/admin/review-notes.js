/* The notes beside the fields: answered and resolved without leaving the page. Without a script the buttons send the
   form, and it comes back as it was typed. What is typed is kept by autosave.js, shown by findings.js. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  if (!form || !("fetch" in window) || !("URLSearchParams" in window)) { return; }
  var status = document.getElementById("findings-status");

  function typed(button) {
    var all = window.CKEDITOR ? window.CKEDITOR.instances : {};
    Object.keys(all).forEach(function (name) { all[name].updateElement(); });
    var body = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (typeof value === "string") { body.append(name, value); } });
    body.append(button.name, button.value);
    return body;
  }

  function show(told, button) {
    var added = button.closest(".add-note");
    if (added) {
      added.open = false;
      added.querySelectorAll("textarea, input, select").forEach(function (field) { field.value = ""; });
    }
    document.getElementById(told.place).outerHTML = told.html;
    var place = document.getElementById(told.place), note = document.getElementById(told.note);
    place.querySelectorAll(".show-place").forEach(function (each) { each.hidden = false; });
    document.getElementById("open-notes").innerHTML = told.open_notes;
    note.focus();
    // What is left in the form is asked about anew.
    form.dispatchEvent(new CustomEvent("keep"));
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest(".notes button[formaction], .add-note button[formaction]");
    if (!button || event.defaultPrevented) { return; }
    event.preventDefault();
    button.disabled = true;
    fetch(button.getAttribute("formaction").split("#")[0], {
      method: "POST", body: typed(button), credentials: "same-origin", redirect: "manual",
      headers: { Accept: "application/json" }
    }).then(function (answer) {
      if (answer.status !== 200 && answer.status !== 422) { throw new Error(String(answer.status)); }
      return answer.json();
    }).then(function (told) {
      button.disabled = false;
      status.textContent = told.message;
      if (told.place) { show(told, button); } else { say(button, told.message); }
    }).catch(function () {
      // As without a script: the browser says what is wrong, and the sign-in page keeps what was typed.
      button.disabled = false;
      form.noValidate = true;
      form.requestSubmit(button);
    });
  });

  function say(button, sentence) {
    var words = button.parentNode.querySelector(".refused") || document.createElement("p");
    words.className = "refused";
    words.textContent = sentence;
    button.parentNode.insertBefore(words, button.nextSibling);
  }
})();
