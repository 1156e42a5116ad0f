"""What is measured; docs/performance.md has the figures.

`make bench`: the server among its peers (`speed`). By hand: `promises` on the evening when everybody comes,
`scale` as the archive grows, `display` what the reader's own look costs, `stems` how fast Kazakh words are
stemmed.
"""
