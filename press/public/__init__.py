"""What readers and machines get: pages, feeds, sitemaps. It asks `live()`, and knows no officer."""
