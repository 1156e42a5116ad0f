/* Whoever selects words of a text that is read gets a button that begins a note on them: below that text, so that the
   next Tab leads to it, and in sight at the foot of the window. */
(function () {
  "use strict";
  var chosen = "", place = null;
  var buttons = document.querySelectorAll(".note-on-words");

  function textOf(node) {
    var element = node && (node.nodeType === Node.ELEMENT_NODE ? node : node.parentNode);
    return element && element.closest ? element.closest("[data-noted]") : null;
  }

  document.addEventListener("selectionchange", function () {
    var selection = window.getSelection();
    var text = textOf(selection.anchorNode);
    var words = text && text === textOf(selection.focusNode) ? String(selection).replace(/\s+/g, " ").trim() : "";
    var notes = words && document.getElementById("notes-" + text.dataset.noted);
    var button = notes && notes.querySelector(".note-on-words");
    if (button) { chosen = words; place = button; }
    // It goes when nothing is selected any more, but not under the hand of whoever presses it.
    buttons.forEach(function (each) { each.hidden = each !== button && each !== document.activeElement; });
  });

  // A press of the mouse takes the focus to what is around the whole text: Tab would begin there.
  document.addEventListener("keydown", function (event) {
    var at = document.activeElement, isOnText = !at || at === document.body || at.contains(place);
    if (event.key !== "Tab" || event.shiftKey || !place || place.hidden || !isOnText) { return; }
    event.preventDefault();
    place.focus();
  });

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      if (button !== place) { return; }
      var form = button.parentNode.querySelector(".add-note"), quote = form.querySelector("input[type=text]");
      form.open = true;
      quote.value = chosen.slice(0, quote.maxLength);
      form.querySelector("textarea").focus();
      button.hidden = true;
    });
  });
})();
