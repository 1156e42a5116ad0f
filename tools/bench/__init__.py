"""What is measured: `make bench` the server among its peers, `tools.bench.scale` the archive as it grows."""
