"""What a text may hold, character by character, and the fields that keep to it. Markup: press.richtext."""
