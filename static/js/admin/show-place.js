/* "Show" beside a finding leads to the words that it is about: in the editor, in a field, or in a text that is only read. */
(function () {
  "use strict";
  var SHOW_TEXT = 4; // of a tree walker: text nodes alone

  /* The text nodes within, and what they say in one line: where the words stand is found in that line. */
  function findWords(root, words, number) {
    var walker = document.createTreeWalker(root, SHOW_TEXT);
    var line = "", places = [];
    while (walker.nextNode()) {
      var node = walker.currentNode, block = node.parentNode.closest("p,li,h1,h2,h3,h4,h5,h6,td,th,caption,dt,dd,div");
      if (places.length && places[places.length - 1].block !== block && !/ $/.test(line)) {
        line += " ";
        places.push({ text: node, offset: 0, block: block });
      }
      for (var index = 0; index < node.data.length; index += 1) {
        var letter = /[\s\u200b]/.test(node.data[index]) ? " " : node.data[index];
        if (letter === " " && (!line || / $/.test(line))) { continue; }
        line += letter;
        places.push({ text: node, offset: index, block: block });
      }
    }
    var found = -1;
    for (var time = 0; time <= number; time += 1) {
      var next = line.indexOf(words, found + 1);
      if (next === -1) { break; }
      found = next;
    }
    if (found === -1) { return null; }
    var first = places[found], last = places[found + words.length - 1];
    var range = document.createRange();
    range.setStart(first.text, first.offset);
    range.setEnd(last.text, Math.min(last.offset + 1, last.text.data.length));
    return range;
  }

  function find(root, finding) {
    if (finding.dataset.words) { return findWords(root, finding.dataset.words, Number(finding.dataset.number)); }
    var element = finding.dataset.tag && root.querySelectorAll(finding.dataset.tag)[Number(finding.dataset.number)];
    if (!element) { return null; }
    var range = document.createRange();
    range.selectNodeContents(element);
    return range;
  }

  function select(range) {
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    var at = range.startContainer;
    at = at.nodeType === Node.TEXT_NODE ? at.parentNode : at;
    at.scrollIntoView({ block: "center" });
    return at;
  }

  function showInEditor(editor, finding) {
    var range = find(editor.editable().$, finding);
    editor.focus();
    if (range) { select(range); }
  }

  /* In a text that is only read; what is said of a photograph stands there too, and the title above it. */
  function showInText(id, finding) {
    var places = document.querySelectorAll(id === "id_body" ? ".frozen > .text" : ".frozen, #content h1");
    var range = null;
    places.forEach(function (place) { range = range || find(place, finding); });
    if (!range) { return; }
    var at = select(range);
    at.tabIndex = -1;
    at.focus({ preventScroll: true });
  }

  function showInField(field, finding) {
    field.focus();
    var words = finding.dataset.words;
    if (!words || !field.setSelectionRange) { return; }
    var from = field.value.indexOf(words);
    if (from !== -1) { field.setSelectionRange(from, from + words.length); }
  }

  function reveal() {
    document.querySelectorAll(".show-place").forEach(function (button) { button.hidden = false; });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest(".show-place");
    if (!button) { return; }
    // A note of a reviewer says in the same way as a finding where its words stand.
    var id = button.closest("[data-for]").dataset.for;
    var finding = button.closest(".finding, [data-words], [data-tag]");
    var editor = window.CKEDITOR && window.CKEDITOR.instances[id], field = document.getElementById(id);
    if (editor) { showInEditor(editor, finding); } else if (field) { showInField(field, finding); } else { showInText(id, finding); }
  });

  // The lists of a form are filled anew while one writes (findings.js).
  var form = document.getElementById("edition_form");
  if (form) { form.addEventListener("kept", reveal); }
  reveal();
})();
