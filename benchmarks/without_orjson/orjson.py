"""Stand before the real library on the path, so that a process works as if orjson were not installed."""

raise ImportError("this process is measured without orjson")
