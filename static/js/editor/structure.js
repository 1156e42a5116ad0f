/* The text as a list of its parts: headings under headings, lists, tables, quotations, links, parts in another language,
   notes. Who chooses one finds it selected in the text; on top stand what the caret is in, from the inside out, and
   what it belongs to: the cell's headers, where a number of a note leads. ATAG 2.0, A.3.4.1 and A.3.4.2. */
(function () {
  "use strict";
  // Alt+F11, which the editor's own path of elements would have.
  var KEY = CKEDITOR.ALT + 122;
  var HEADINGS = { h2: "heading", h3: "lower", h4: "lowest" };
  var PARTS = {
    ul: "list", ol: "numbered", table: "table", blockquote: "quotation", section: "section", caption: "caption",
    tr: "row", td: "cell", th: "header", li: "item", p: "paragraph", strong: "bold", em: "italic", a: "link"
  };
  var LONGEST = 60;

  function nameOf(element) { return element.$.nodeName.toLowerCase(); }

  function words(element) {
    var text = (element.$.innerText || element.getText()).replace(/\s+/g, " ").trim();
    return text.length > LONGEST ? text.slice(0, LONGEST - 1).trim() + "…" : text;
  }

  function kind(element) {
    var name = nameOf(element);
    if (name === "span") { return element.hasAttribute("lang") ? "part" : null; }
    return HEADINGS[name] || PARTS[name] || null;
  }

  function describe(element, say) {
    var name = nameOf(element), text = words(element);
    var named = say[kind(element)];
    if (name === "ul" || name === "ol") {
      named += " (" + element.$.children.length + ")";
    }
    if (name === "table") {
      var caption = element.findOne("caption");
      text = words(caption || element);
    }
    if (name === "span") { named += " (" + element.getAttribute("lang") + ")"; }
    return text ? named + ": " + text : named;
  }

  /* What the caret stands in, the innermost first. Asked anew: the editor looks five times a second only. */
  function around(editor) {
    editor.selectionChange(true);
    var selection = editor.getSelection(true), found = [];
    var element = selection && selection.getStartElement();
    var whole = editor.editable();
    if (!element || !whole.contains(element)) { return found; }
    while (element && element.$ !== whole.$) {
      if (kind(element)) { found.push(element); }
      element = element.getParent();
    }
    return found;
  }

  /* The header cells of a cell: those it names, else those that begin its column and its row. */
  function headersOf(cell) {
    var named = (cell.getAttribute("headers") || "").split(/\s+/).filter(Boolean);
    var table = cell.getAscendant("table");
    if (named.length) {
      return named.map(function (id) { return table.findOne("[id='" + id + "']"); }).filter(Boolean);
    }
    var row = cell.getParent().$, rows = table.$.rows;
    return [rows[0] && rows[0].cells[cell.$.cellIndex], row.cells[0]].filter(function (one) {
      return one && one !== cell.$ && one.nodeName === "TH";
    }).map(function (one) { return new CKEDITOR.dom.element(one); });
  }

  function targetOf(editor, link) {
    var address = link.data("cke-saved-href") || link.getAttribute("href") || "";
    return /^#[\w:.-]+$/.test(address) ? editor.editable().findOne("[id='" + address.slice(1) + "']") : null;
  }

  function list(editor, say, inner) {
    var entries = [];
    function add(label, element) { entries.push({ label: label, part: element }); }
    inner.forEach(function (element) {
      if (element.is("td", "th")) {
        headersOf(element).forEach(function (cell) { add(say.headerOf + " " + words(cell), cell); });
      }
      var target = element.is("a") && targetOf(editor, element);
      if (target) { add(say.leadsTo + " " + words(target), target); }
    });
    inner.forEach(function (element) { add(say.here + " " + describe(element, say), element); });
    editor.editable().$.querySelectorAll("h2,h3,h4,ul,ol,table,blockquote,section,a[href],span[lang]").forEach(
      function (found) {
        var element = new CKEDITOR.dom.element(found);
        var depth = { h3: 1, h4: 2 }[nameOf(element)] || 0;
        add(new Array(depth + 1).join("\u00a0\u00a0\u00a0") + describe(element, say), element);
        var target = element.is("a") && targetOf(editor, element);
        if (target) { add("\u00a0\u00a0\u00a0" + say.leadsTo + " " + words(target), target); }
      }
    );
    return entries;
  }

  function select(editor, element) {
    editor.focus();
    editor.getSelection().selectElement(element);
    element.$.scrollIntoView({ block: "center" });
  }

  CKEDITOR.dialog.add("structure", function (editor) {
    var say = editor.config.structureWords;
    var entries = [];
    function fill(field) {
      entries = list(editor, say, editor.partsAround || []);
      field.clear();
      entries.forEach(function (entry, number) { field.add(entry.label, String(number)); });
      if (!entries.length) { field.add(say.nothing, ""); }
      field.setValue(entries.length ? "0" : "");
    }
    return {
      title: say.title,
      minWidth: 300,
      minHeight: 200,
      contents: [{
        id: "info",
        elements: [{
          type: "select", id: "element", label: say.choose, items: [], size: 8,
          onShow: function () { fill(this); },
          onLoad: function () {
            var dialog = this.getDialog();
            function confirm() { dialog.getButton("ok").click(); }
            this.getInputElement().on("dblclick", confirm);
            this.getInputElement().on("keydown", function (event) {
              if (event.data.getKeystroke() === 13) { event.data.preventDefault(); confirm(); }
            });
          }
        }]
      }],
      onOk: function () {
        var entry = entries[Number(this.getValueOf("info", "element"))];
        // After the dialog has given the text its focus, and its selection, back.
        if (entry) { window.setTimeout(function () { select(editor, entry.part); }, 0); }
      }
    };
  });

  CKEDITOR.plugins.add("structure", {
    requires: "dialog",
    init: function (editor) {
      editor.addCommand("structure", {
        canUndo: false,
        readOnly: 1,
        editorFocus: true,
        exec: function () {
          editor.partsAround = around(editor); // before the dialog takes the focus
          editor.openDialog("structure");
        }
      });
      editor.setKeystroke(KEY, "structure");
      editor.ui.addButton("Structure", {
        label: editor.config.structureWords.title, command: "structure", icon: "showblocks"
      });
    }
  });
})();
