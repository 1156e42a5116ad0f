"""Where a release is written and decided: the one page of an edition, its forms and its buttons."""
